import { text, type Bilingual } from '@stationhouse/kernel';
import type { Grade } from './alert.js';

/** What may be sent to the person: the choices of the form `message` of an alert. */
export type MessageKey = 'stopPaying' | 'hangUp' | 'weCalled';

/** A prepared message: its name on the button, and its words. `{station}` is the station's name. */
export interface PreparedMessage {
  readonly key: MessageKey;
  readonly title: Bilingual;
  readonly words: Bilingual;
}

const MESSAGES: Readonly<Record<MessageKey, PreparedMessage>> = {
  stopPaying: {
    key: 'stopPaying',
    title: text('请停止转账', 'Do not pay'),
    words: text(
      '【{station}】请立即停止转账！您可能正在被骗，钱一旦转出很难追回。请挂断对方电话，自己拨打96110或110；已经转账的，马上报警止付。',
      '[{station}] Do not pay! You may be being deceived, and what is paid is hard to get back. Hang up and dial 96110 or 110 yourself. If you have paid, report it at once so that it can be stopped.',
    ),
  },
  hangUp: {
    key: 'hangUp',
    title: text('请挂断核实', 'Hang up and check'),
    words: text(
      '【{station}】您可能接触到了诈骗信息。请挂断对方电话，自己拨打96110或110核实，也可到派出所询问。民警不会索要密码、验证码，不会让您转账。',
      '[{station}] You may be in touch with swindlers. Hang up on them and dial 96110 or 110 yourself to check, or come to the station. The police never ask for passwords or codes, and never for a payment.',
    ),
  },
  weCalled: {
    key: 'weCalled',
    title: text('民警曾来电', 'An officer called you'),
    words: text(
      '【{station}】民警刚才来电提醒您防范诈骗，未能接通。请勿向他人转账；如有人正让您转账，请挂断后自己拨打96110或110，说有民警来电，一问便知。',
      '[{station}] An officer has just tried to call you about a fraud. Please pay nobody. If somebody tells you to, hang up, dial 96110 or 110 yourself and ask about this call.',
    ),
  },
};

const BY_GRADE: Readonly<Record<Grade, readonly MessageKey[]>> = {
  high: ['stopPaying', 'hangUp', 'weCalled'],
  medium: ['hangUp', 'stopPaying', 'weCalled'],
  low: ['hangUp', 'weCalled'],
};

/** The messages for an alert of this grade, the fittest first. No link, no number but 96110 and 110, nothing about the person or the alert. */
export function messagesFor(grade: Grade): readonly PreparedMessage[] {
  return BY_GRADE[grade].map((key) => MESSAGES[key]);
}
