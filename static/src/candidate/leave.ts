import { api } from '../common/api';
import { rememberBack, rememberIdentityCheck, rememberPurpose } from '../common/preferences';
import { asProblem } from '../common/problem';
import { closeDraft } from './draft';
import { onSignOutElsewhere, tellSignOut } from './kept';
import { forgetFilling } from './registration';
import { session } from './session';

/**
 * Signs out at the server first: when that fails somebody is signed in still, and has to know. The
 * pages are then loaded anew, so that nothing of the one who was here is left in memory either.
 */
export async function signOut(everywhere = false): Promise<void> {
  try {
    const path = everywhere ? '/api/account/sign-out-everywhere' : '/api/account/sign-out';
    await api.post(path, { quiet: true });
  } catch (error) {
    // The session was over before.
    if (asProblem(error).status !== 401) throw error;
  }
  tellSignOut();
  forget();
}

/** In all windows: they have one session between them. */
onSignOutElsewhere(() => session.value && forget());

function forget(): void {
  closeDraft();
  forgetFilling();
  rememberIdentityCheck(null);
  rememberPurpose(null);
  rememberBack(null);
  location.replace('/sign-in');
}
