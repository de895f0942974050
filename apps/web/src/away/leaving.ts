import type { Words } from '@stationhouse/plugin-web';
import { session } from '../session/session.js';
import { maySeal } from './box.js';
import { awayOwner, forgetAway } from './door.js';
import { AwayStore, type Wiped } from './store.js';

/** Wipes what this phone keeps of its owner's tasks. */
export async function wipeAway(because: Wiped['because']): Promise<void> {
  const owner = awayOwner();
  if (owner === undefined || !maySeal()) return;
  await new AwayStore(owner.accountId).wipe(because);
  forgetAway();
}

/** Signs out, and wipes what was taken along; what has not been sent is named first, and the person decides. */
export async function leave(say: Words['say']): Promise<void> {
  const owner = awayOwner();
  const unsent = owner === undefined || !maySeal() ? 0 : await new AwayStore(owner.accountId).unsent();
  if (unsent > 0 && !window.confirm(say('本机还有 {count} 条外出办理的内容没有上传，退出登录将删除它们。确定退出？', '{count, plural, one {# answer or draft has} other {# answers or drafts have}} not been sent; signing out deletes them. Sign out?', { count: unsent }))) return;
  await wipeAway('signedOut');
  await session.signOut();
}
