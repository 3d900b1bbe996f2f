import 'element-plus/theme-chalk/base.css';
import 'element-plus/theme-chalk/el-pagination.css';

export { ElPagination } from 'element-plus';
