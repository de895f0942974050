import { text } from '@stationhouse/kernel';
import type { TextScreen } from '@stationhouse/workflow';
import { findCredentials } from './credentials.js';

/** A citizen’s credentials, which nobody asks for and nobody writes down; the swindler’s account has a field of its own. */
export const credentialScreen: TextScreen = {
  finds: { password: text('密码', 'password'), code: text('验证码', 'one-time code'), card: text('银行卡号', 'bank card number'), cardSecret: text('银行卡安全码或有效期', 'security code or expiry date of a card') },
  because: text('不得记录群众的密码、验证码和本人银行卡号，请删去；收款（涉案）账户只填入止付登记的账户栏。', 'Never write down a citizen’s password, one-time code or own card number: take it out. The account the money went to belongs in the payment stop’s own field.'),
  find: findCredentials,
  except: { 'account.number': ['card'] },
};

/** What must never be written down in this plugin’s workflows. */
export const screens: readonly TextScreen[] = [credentialScreen];
