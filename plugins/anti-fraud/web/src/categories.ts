import { text, type Bilingual } from '@stationhouse/kernel';
import type { FraudAlertCategory } from './gql/alerts.js';

/** The kinds of fraud of an alert, as the workflow names them. */
export const CATEGORIES: Readonly<Record<FraudAlertCategory, Bilingual>> = {
  orderBrushing: text('刷单返利', 'Fake-order rebates'),
  falseInvestment: text('虚假网络投资理财', 'False online investment'),
  falseCustomerService: text('冒充电商物流客服', 'Posing as shop or parcel service'),
  loans: text('贷款、代办信用卡', 'Loans and credit cards'),
  falseCreditRecord: text('虚假征信', 'False credit record'),
  falseShopping: text('虚假购物、服务', 'False goods and services'),
  posingAsAuthority: text('冒充公检法及政府机关', 'Posing as police or government'),
  posingAsAcquaintance: text('冒充领导、熟人', 'Posing as a superior or friend'),
  gameTrade: text('网络游戏产品虚假交易', 'False trade of game goods'),
  romance: text('网络婚恋、交友', 'Online romance'),
  onlineUnderworld: text('网黑案件', 'Online underworld'),
  posingAsMilitary: text('冒充军警购物', 'Posing as military buyers'),
  other: text('其他', 'Other'),
};
