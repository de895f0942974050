import { notFound, type ErrorCode, StationhouseError, text } from '@stationhouse/kernel';

/** Photos that one link takes, at most. */
export const MOST_PHOTOS = 3;
/** How long a link may be opened and used. */
export const LINK_MINUTES = 15;

const AGAIN = text('请联系民警重新出示二维码。', 'Ask the officer for a new code.');
const no = (code: ErrorCode, zh: string, en: string) => new StationhouseError(code, text(zh, en));

/** Why a link does not serve, as whoever holds the phone is told. What was never a link and what somebody made up say the same. */
export const refused = {
  unknown: () => no('HAND_IN_UNKNOWN', `这个链接无效。${AGAIN['zh-CN']}`, `This link is not valid. ${AGAIN.en}`),
  expired: () => no('HAND_IN_EXPIRED', `这个链接已过期（${LINK_MINUTES} 分钟内有效）。${AGAIN['zh-CN']}`, `This link has expired; it lasts ${LINK_MINUTES} minutes. ${AGAIN.en}`),
  revoked: () => no('HAND_IN_REVOKED', `这个链接已作废。${AGAIN['zh-CN']}`, `This link was withdrawn. ${AGAIN.en}`),
  used: () => no('HAND_IN_USED', `这个链接已在另一部手机上打开，只能用一次。${AGAIN['zh-CN']}`, `This link was opened on another phone; it serves once. ${AGAIN.en}`),
  full: () => no('HAND_IN_FULL', `已收到 ${MOST_PHOTOS} 张照片，不用再传了，谢谢。`, `${MOST_PHOTOS} photos have arrived; no more are needed. Thank you.`),
  again: () => no('CONFLICT', '照片没有传成，请再传一次。', 'The photo did not arrive. Send it once more.'),
  over: () => no('HAND_IN_OVER', '现在不再需要照片，谢谢您的帮助。如有疑问请联系派出所。', 'Photos are not needed any more. Thank you for your help; if in doubt, ask the station.'),
};

/** Why an officer gets no link. */
export const refusedInside = {
  notTaken: () => no('HAND_IN_CLOSED', '这件事项现在不收照片。', 'This instance takes no photos now.'),
  exercise: () => no('HAND_IN_EXERCISE', '演练不对外，不生成二维码。请口头演示这一步。', 'An exercise reaches nobody outside, so that there is no code. Act this step out in words.'),
  decided: () => no('HANDED_PHOTO_DECIDED', '这张照片已由他人处理，请刷新。', 'Somebody else has decided about this photo. Reload the page.'),
  photo: () => notFound(text('照片', 'Photo')),
  link: () => notFound(text('链接', 'Link')),
};
