import 'element-plus/theme-chalk/base.css';
import 'element-plus/theme-chalk/el-overlay.css';
import 'element-plus/theme-chalk/el-dialog.css';
import 'element-plus/theme-chalk/el-message.css';
import 'element-plus/theme-chalk/el-message-box.css';
import { ElMessage, ElMessageBox } from 'element-plus';

export { ElDialog } from 'element-plus';

export function toast(message: string): void {
  ElMessage({ message, type: 'success', duration: 3000, showClose: true });
}

/** Asks before something that cannot be taken back; the button says what will happen. */
export async function confirm(title: string, message: string, button: string): Promise<boolean> {
  try {
    await ElMessageBox.confirm(message, title, {
      confirmButtonText: button,
      cancelButtonText: '取消',
      autofocus: false,
      customClass: 'confirm',
    });
    return true;
  } catch {
    return false;
  }
}
