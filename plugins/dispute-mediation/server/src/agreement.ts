import { text } from '@stationhouse/kernel';
import { AutomationFailure, defineAutomation, wordDocument, type AutomationContext, type DocumentContent } from '@stationhouse/plugin-api/automation';

/** What the agreement says, as the definition hands it over. */
export type AgreementFacts = {
  readonly track: 'onSite' | 'police' | 'people';
  readonly summary: string;
  readonly place?: string;
  readonly parties: readonly { readonly name: string; readonly phone?: string; readonly role?: string; readonly minor?: boolean; readonly guardian?: { readonly name?: string; readonly phone?: string; readonly relation?: string } }[];
  readonly terms: string;
  /** ISO 8601. */
  readonly agreedOn: string;
  /** ISO 8601: the start of the local day. */
  readonly performBy: string;
  readonly atOnce?: boolean;
};

type Made = {
  /** False in an exercise: nothing is made. */
  readonly made: boolean;
  /** Of the document's bytes. */
  readonly sha256?: string;
};

/** What the paper is called, by track; who mediates a civil dispute signs another paper than the police do. */
const TITLES = { onSite: '现场调解协议书', police: '治安调解协议书', people: '人民调解协议书' } as const;
/** What follows when it is not performed: 公通字[2007]81号 for the police's, 人民调解法 32 and 33 for the others; to be checked against the 2026 revisions. */
const CONSEQUENCES = {
  onSite: '不履行协议的，对违反治安管理行为依法处理，民事争议可以向人民法院起诉。',
  police: '经调解达成协议并履行的，不予处罚；不履行协议的，对违反治安管理行为人依法给予处罚，并告知可以就民事争议向人民法院起诉。',
  people: '双方可以自协议生效之日起三十日内共同向人民法院申请司法确认；就履行发生争议的，可以向人民法院起诉。',
} as const;
const FEWEST_PARTIES = 2;
/** A title as a JSON Schema holds it. */
const words = (zhCN: string, en: string) => ({ 'zh-CN': zhCN, en });
const TRACKS = [
  { const: 'onSite', title: words('现场调解', 'On site') },
  { const: 'police', title: words('治安调解', 'By the police') },
  { const: 'people', title: words('人民调解', 'People’s mediation') },
];
const PARTY = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1, title: words('姓名', 'Name'), 'x-personal': 'P2', 'x-kind': 'name' },
    phone: { type: 'string', title: words('联系电话', 'Phone'), 'x-personal': 'P2', 'x-kind': 'phone' },
    role: { type: 'string', title: words('身份', 'Side') },
    minor: { type: 'boolean', title: words('未成年人', 'Under 18'), 'x-personal': 'P3' },
    guardian: {
      type: 'object',
      title: words('监护人', 'Guardian'),
      'x-personal': 'P2',
      properties: {
        name: { type: 'string', title: words('监护人姓名', 'Guardian’s name'), 'x-personal': 'P2', 'x-kind': 'name' },
        phone: { type: 'string', title: words('监护人电话', 'Guardian’s phone'), 'x-personal': 'P2', 'x-kind': 'phone' },
        relation: { type: 'string', title: words('与未成年人关系', 'Relation to the minor') },
      },
    },
  },
};

/** The paper's content: parties, facts, terms, deadline, and room for signatures (公通字[2007]81号; 人民调解法 29). */
export function agreementContent(facts: AgreementFacts, { number, station }: Pick<AutomationContext, 'number' | 'station'>): DocumentContent {
  const { track, summary, place = '', parties, terms, performBy, atOnce = false } = facts;
  const { timeZone } = station;
  const agreed = new Intl.DateTimeFormat('zh-CN', { timeZone, dateStyle: 'long', timeStyle: 'short' }).format(new Date(facts.agreedOn));
  const deadline = new Intl.DateTimeFormat('zh-CN', { timeZone, dateStyle: 'long' }).format(new Date(performBy));
  return {
    title: TITLES[track],
    number: `编号：${number}`,
    blocks: [
      { heading: '一、调解机关' },
      { paragraph: track === 'people' ? `人民调解委员会（由${station.name}移交）` : station.name },
      { heading: '二、当事人' },
      { table: [['姓名', '联系电话', '备注'], ...parties.map(({ name, phone = '', minor = false }) => [name, phone, minor ? '未成年人，监护人到场' : ''])] },
      { heading: '三、纠纷事实' },
      { paragraph: `${place === '' ? '' : `地点：${place}。`}${summary}` },
      { heading: '四、协议内容' },
      { paragraph: `${agreed}，经调解，双方自愿达成如下协议：` },
      { paragraph: terms },
      { heading: '五、履行方式和期限' },
      { paragraph: atOnce ? '当场履行完毕。' : `于 ${deadline}前（含当日）履行完毕。` },
      { paragraph: CONSEQUENCES[track] },
      { paragraph: '本协议书一式三份，双方当事人各执一份，调解机关留存一份。' },
      { signatures: [...parties.flatMap(({ minor = false }) => (minor ? ['当事人（签名、捺印）', '监护人（签名）'] : ['当事人（签名、捺印）'])), '主持人（签名）'] },
    ],
  };
}

/**
 * 调解协议书: makes the agreement as a document of the dispute, to be printed and signed. What fails: `partiesMissing` – an agreement
 * has two parties at least, and somebody must name them.
 */
export const agreementDocument = defineAutomation<AgreementFacts, Made>({
  id: 'agreement-document',
  title: text('制作调解协议书', 'Make the mediation agreement'),
  module: import.meta.url,
  input: {
    type: 'object',
    required: ['track', 'summary', 'parties', 'terms', 'agreedOn', 'performBy'],
    properties: {
      track: { title: words('调解方式', 'Track'), oneOf: TRACKS },
      parties: { type: 'array', title: words('当事人', 'Parties'), 'x-personal': 'P2', items: PARTY },
      place: { type: 'string', title: words('发生地点', 'Place'), 'x-personal': 'P1' },
      summary: { type: 'string', title: words('简要情况', 'What happened'), 'x-personal': 'P2' },
      terms: { type: 'string', title: words('协议主要内容', 'Terms'), 'x-personal': 'P2' },
      agreedOn: { type: 'string', format: 'date-time', title: words('达成协议时间', 'Agreed at') },
      performBy: { type: 'string', format: 'date-time', title: words('约定履行期限', 'Agreed deadline') },
      atOnce: { type: 'boolean', title: words('当场履行', 'Performed at once') },
    },
  },
  failures: { partiesMissing: text('协议须有两方以上当事人，请补录当事人后改后重试', 'An agreement has two parties at least: name them and try again') },
  output: { type: 'object', required: ['made'], properties: { made: { type: 'boolean' }, sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' } } },
  timeout: 'PT30S',
  dry: { made: false },
  handle: async (context) => {
    const { input, number } = context;
    if (input.parties.length < FEWEST_PARTIES) throw new AutomationFailure('partiesMissing', { note: 'an agreement has two parties at least', final: true });
    const content = await wordDocument(agreementContent(input, context));
    const { sha256 } = await context.attach({ name: `${TITLES[input.track]} ${number}.docx`, content, purpose: '打印后由双方当事人签名' });
    return { made: true, sha256 };
  },
});

/** Takes back an agreement that nobody waits for any more: the dispute was called off, or went another way meanwhile. */
export const withdrawAgreementDocument = defineAutomation<Record<string, never>, { readonly files: number }>({
  id: 'withdraw-agreement-document',
  title: text('撤回调解协议书', 'Take back the mediation agreement'),
  module: import.meta.url,
  input: { type: 'object' },
  output: { type: 'object', required: ['files'], properties: { files: { type: 'integer', minimum: 0 } } },
  dry: { files: 0 },
  handle: async ({ withdrawFiles }) => ({ files: await withdrawFiles() }),
});
