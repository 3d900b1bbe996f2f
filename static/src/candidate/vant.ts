/** The Vant components this application uses; their styles come along, nothing else does. */
import 'vant/es/button/style';
import 'vant/es/popup/style';
import 'vant/es/skeleton/style';
import 'vant/es/tag/style';

export {
  Button as VanButton,
  Popup as VanPopup,
  Skeleton as VanSkeleton,
  Tag as VanTag,
} from 'vant';
