import { onMounted, onUnmounted } from 'vue';
import { onBeforeRouteLeave } from 'vue-router';
import { ask } from './confirm';
import { filling, forgetFilling } from './registration';

/** To these and back nothing is lost. */
const KEEPING = ['/registration/edit', '/registration/check', '/identity', '/sign-in'];

/** What is filled in and not submitted is left after a question only, on the form and on its check page. */
export function staysUntilSubmitted(): void {
  const warn = (event: BeforeUnloadEvent) => {
    if (filling.dirty) event.preventDefault();
  };
  onMounted(() => window.addEventListener('beforeunload', warn));
  onUnmounted(() => window.removeEventListener('beforeunload', warn));
  // Forgotten only when the page is gone: until then it shows the form, and it may not get away at all.
  let givenUp = false;
  onUnmounted(() => givenUp && forgetFilling());
  onBeforeRouteLeave(async (to) => {
    givenUp = false;
    if (!filling.dirty || KEEPING.includes(to.path)) return true;
    givenUp = await ask({
      title: '离开而不提交保存？',
      text: '刚才填写的内容还没有提交保存，离开后会丢失。',
      yes: '离开，不保存',
      no: '继续填写',
      stay: true,
    });
    return givenUp;
  });
}
