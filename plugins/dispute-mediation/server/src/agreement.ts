import { AGREEMENT_TITLES, CONSEQUENCES } from '@stationhouse/dispute-mediation-common';
import { text } from '@stationhouse/kernel';
import { AutomationFailure, defineAutomation, type AutomationContext } from '@stationhouse/plugin-api/automation';
import type { JsonObject } from '@stationhouse/workflow';
import { committeeOf } from './settings.js';

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
  /** Who has signed; places to sign by hand when absent. */
  readonly signatures?: readonly SignedBy[];
};

/** Somebody's signature: `image` is the attachment that shows it, `witness` whoever signed in their place, `at` ISO 8601. */
type SignedBy = { readonly name: string; readonly role: string; readonly image?: string; readonly witness?: string; readonly at?: string };

type Made = {
  /** False in an exercise: nothing is made. */
  readonly made: boolean;
  /** Of the Word file's bytes. */
  readonly sha256?: string;
  /** Of the PDF's; null where it could not be made. */
  readonly pdfSha256?: string | null;
};

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
const SIGNATURE = {
  type: 'object',
  required: ['name', 'role'],
  properties: {
    name: { type: 'string', title: words('签名人', 'Who signs'), 'x-personal': 'P2', 'x-kind': 'name' },
    role: { type: 'string', title: words('签名身份', 'As what') },
    image: { type: 'string', format: 'uuid', title: words('签名图像', 'Picture of the signature'), 'x-personal': 'P2' },
    witness: { type: 'string', title: words('见证人', 'Witness'), 'x-personal': 'P2', 'x-kind': 'name' },
    at: { type: 'string', format: 'date-time', title: words('签名时间', 'Signed at') },
    // What else an answer keeps of a signature; the paper has no place for it.
    ...Object.fromEntries(['signer', 'way', 'text', 'readBy', 'readAt'].map((key) => [key, { type: 'string' }])),
  },
};

/** What the paper says, by the tags of its template (公通字[2007]81号; 人民调解法 29). */
export function agreementData(facts: AgreementFacts, { number, station, now, settings }: Pick<AutomationContext, 'number' | 'station' | 'now' | 'settings'>) {
  const { track, summary, place, parties, terms, performBy, atOnce = false, signatures } = facts;
  const { timeZone } = station;
  const day = new Intl.DateTimeFormat('zh-CN', { timeZone, dateStyle: 'long' });
  const agreedOn = new Date(facts.agreedOn);
  return {
    title: AGREEMENT_TITLES[track],
    number,
    mediator: track === 'people' ? `${committeeOf(settings)}（由${station.name}移交）` : station.name,
    parties: parties.map(({ name, phone = '', minor = false }) => ({ name, phone, minor })),
    ...(place === undefined ? {} : { place }),
    summary,
    // Each line of the terms is a paragraph of its own.
    terms: terms.split(/\r?\n/).filter((line) => line.trim() !== ''),
    agreedOn: new Intl.DateTimeFormat('zh-CN', { timeZone, dateStyle: 'long', timeStyle: 'short' }).format(agreedOn),
    agreedDay: day.format(agreedOn),
    performBy: day.format(new Date(performBy)),
    atOnce,
    consequence: CONSEQUENCES[track],
    signatures: signatures === undefined ? placesOf(parties) : signatures.map((one) => signatureOf(one, timeZone)),
    madeOn: day.format(now),
  };
}

/** Where everybody signs by hand: a minor's guardian as well, and whoever presided. */
function placesOf(parties: AgreementFacts['parties']): { name: string; role: string }[] {
  const ofParties = parties.flatMap(({ name, minor = false }) => [{ name, role: '当事人（签名、捺印）' }, ...(minor ? [{ name: '', role: '监护人（签名）' }] : [])]);
  return [...ofParties, { name: '', role: '主持人（签名）' }];
}

/** A signature in its place; who could not sign has a witness, or a fingerprint on the paper. */
function signatureOf({ name, role, image, witness, at }: SignedBy, timeZone: string): JsonObject {
  return {
    name,
    role: witness === undefined ? role : `${role}（见证人：${witness}）`,
    ...(image === undefined ? {} : { image }),
    ...(at === undefined ? {} : { at: new Intl.DateTimeFormat('zh-CN', { timeZone, dateStyle: 'long', timeStyle: 'short' }).format(new Date(at)) }),
  };
}

/**
 * 调解协议书: makes the agreement from the station's Word template, as Word and PDF, to be printed and signed. What fails: `partiesMissing` – an agreement
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
      signatures: { type: 'array', title: words('签名', 'Signatures'), 'x-personal': 'P2', items: SIGNATURE },
    },
  },
  failures: { partiesMissing: text('协议须有两方以上当事人，请补录当事人后改后重试', 'An agreement has two parties at least: name them and try again') },
  output: { type: 'object', required: ['made'], properties: { made: { type: 'boolean' }, sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' }, pdfSha256: { type: ['string', 'null'] } } },
  timeout: 'PT30S',
  dry: { made: false },
  handle: async (context) => {
    const { input, number } = context;
    if (input.parties.length < FEWEST_PARTIES) throw new AutomationFailure('partiesMissing', { note: 'an agreement has two parties at least', final: true });
    const data = agreementData(input, context);
    const signed = input.signatures !== undefined;
    const { word, pdf } = await context.document({ document: 'mediation-agreement', data, name: `${data.title} ${number}${signed ? '（已签署）' : ''}`, purpose: signed ? '各方已签署' : '宣读后由各方签署' });
    return { made: true, sha256: word.sha256, pdfSha256: pdf?.sha256 ?? null };
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
