/** Element Plus, part by part: what nearly every page uses. Each part brings its own style sheet. */
import 'element-plus/theme-chalk/base.css';
import 'element-plus/theme-chalk/el-button.css';
import 'element-plus/theme-chalk/el-input.css';
import 'element-plus/theme-chalk/el-tag.css';
import 'element-plus/theme-chalk/el-switch.css';
import 'element-plus/theme-chalk/el-segmented.css';

export { ElButton, ElInput, ElSegmented, ElSwitch, ElTag } from 'element-plus';
