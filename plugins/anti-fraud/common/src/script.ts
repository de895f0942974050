import { text, type Bilingual } from '@stationhouse/kernel';
import type { FraudCategory } from './categories.js';

/** What is said in one step of a call, and what is never asked. */
export interface ScriptCard {
  readonly key: 'reach' | 'paying' | 'place' | 'result';
  readonly title: Bilingual;
  /** Said aloud, in this order. `{station}` is the station's name. */
  readonly say: readonly Bilingual[];
  /** Never asked or done. */
  readonly never: readonly Bilingual[];
}

/** A quick answer of a call: its words on the button, and what it fills into the form. */
export interface ScriptAnswer {
  readonly key: string;
  readonly title: Bilingual;
  readonly form: Readonly<Record<string, boolean | string>>;
}

const HANG_UP = text('请您现在挂断对方电话，自己拨打 96110 或 110 核实；也可以到派出所来。', 'Please hang up on them now and dial 96110 or 110 yourself to check, or come to the station.');
const NO_SECRETS = text('不问密码、验证码、本人银行卡号', 'Never ask for passwords, one-time codes or the person’s own card number');
const NO_LINKS = text('不发链接、不让下载软件、不让共享屏幕', 'Send no link, ask for no download and no screen sharing');

/**
 * The call, card by card: each is one thing to say and one thing to press, in the order of a call that lasts a minute. Plain rules of ours (D), for a voice
 * that hurries: short sentences, the doubt answered before it is spoken.
 * @param more what is added for a suspected category, see {@link warningOf}
 */
export function callScript(more?: Bilingual): readonly ScriptCard[] {
  return [
    {
      key: 'reach',
      title: text('表明身份', 'Say who you are'),
      say: [text('您好，我是{station}民警（报姓名、警号），您可能正在被骗，请先不要转账。', 'Hello, I am an officer of {station} (name and number). You may be being deceived: please pay nothing yet.')],
      never: [NO_SECRETS],
    },
    {
      key: 'paying',
      title: text('问是否转账', 'Ask about money'),
      say: [text('您现在正在转账吗？已经转了吗？转给谁？', 'Are you paying right now? Have you paid already? To whom?'), text('是谁让您这样做的？通过电话、微信还是软件？', 'Who told you to? By phone, by message, by an app?'), ...(more === undefined ? [] : [more])],
      never: [NO_SECRETS, NO_LINKS],
    },
    {
      key: 'place',
      title: text('问现在何处', 'Ask where they are'),
      say: [text('您现在在哪里？身边有谁？', 'Where are you now? Who is with you?'), text('我们可以马上过去帮您。', 'We can come and help you at once.')],
      never: [text('不要求对方到无人处或对他人保密', 'Never ask them to go somewhere alone or to keep it secret')],
    },
    {
      key: 'result',
      title: text('劝其挂断核实', 'Have them hang up and check'),
      say: [HANG_UP, text('您不信我没关系：挂断后自己拨 96110，说有民警来电，一问便知。', 'You need not believe me: hang up, dial 96110 yourself and ask about this call.')],
      never: [text('不报让对方回拨的号码，只说 110、96110', 'Never give a number to call back but 110 and 96110')],
    },
  ];
}

/** Whether they pay, as they say it. */
export const PAYING_ANSWERS: readonly ScriptAnswer[] = [
  { key: 'notPaid', title: text('没有转账', 'Has paid nothing'), form: { paying: false } },
  { key: 'paying', title: text('正在转／已转', 'Paying now or has paid'), form: { paying: true } },
  { key: 'silent', title: text('不肯说', 'Will not say'), form: {} },
];

/** Where they are, as they say it; a door is filled in by who looks for them. */
export const PLACE_ANSWERS: readonly ScriptAnswer[] = [
  { key: 'home', title: text('在家', 'At home'), form: { whereabouts: '家中' } },
  { key: 'bank', title: text('银行网点', 'At a bank'), form: { whereabouts: '银行网点' } },
  { key: 'work', title: text('单位、学校', 'At work or school'), form: { whereabouts: '单位、学校' } },
  { key: 'hotel', title: text('宾馆', 'At a hotel'), form: { whereabouts: '宾馆' } },
  { key: 'way', title: text('路上', 'On the way'), form: { whereabouts: '路上' } },
  { key: 'silent', title: text('不肯说', 'Will not say'), form: {} },
];

const WARNINGS: Readonly<Partial<Record<string, Bilingual>>> & Readonly<Record<FraudCategory, Bilingual>> = {
  orderBrushing: text('先小额返利、再让您垫付大额的，都是诈骗。', 'Small commissions first, then larger sums to advance: that is always a fraud.'),
  fakeInvestment: text('“老师带单、稳赚不赔”的平台提不出钱来。', 'A platform where a teacher lets you “win for certain” pays nothing out.'),
  fakeCustomerService: text('客服退款、理赔不会要您转账或共享屏幕。', 'A refund or a claim never needs your payment or your screen.'),
  loanOrCard: text('放款前要交费、刷流水的贷款都是诈骗。', 'A loan that costs anything before it is paid out is a fraud.'),
  fakeCreditReport: text('征信不能人工修改，没有“注销校园贷”这回事。', 'Nobody can change a credit record by hand; there is no loan to be “cancelled”.'),
  fakeShopping: text('绕开平台私下付款的低价商品、服务，多半是诈骗。', 'Cheap goods or services paid for outside the platform are most likely a fraud.'),
  fakeAuthority: text('公安、检察院、法院没有“安全账户”，不会通过电话办案、不会让您转账。', 'Police, prosecutors and courts have no “safe account”, run no case by phone and never ask for a payment.'),
  fakeAcquaintance: text('请先用老号码给本人打电话，或当面核实。', 'First call that person on the number you have always had, or see them.'),
  gameTrading: text('游戏账号、装备只在官方平台交易；解冻金、保证金都是诈骗。', 'Game accounts and goods are traded on the official platform alone; a fee to “unfreeze” them is a fraud.'),
  romance: text('没见过面、带您投资的网友都是诈骗。', 'Somebody you have never met who helps you invest is a fraud.'),
  cyberCrime: text('对方拿视频、照片要钱的，给一次还会要第二次：请不要付款，保留证据。', 'Whoever asks money for a video or a picture asks again: pay nothing and keep the evidence.'),
  fakeMilitaryPurchase: text('部队、警队采购不会让您垫资代购；请向单位公开电话核实。', 'No army or police unit has you buy for it in advance: check with its public number.'),
};

/** The sentence that a suspected category adds to the call, by its id; undefined where none fits. */
export function warningOf(category: string | null | undefined): Bilingual | undefined {
  return WARNINGS[category ?? ''];
}
