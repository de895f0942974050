import { currentRequest, findRole, withReader } from '@stationhouse/access';
import { inLocale, text, type Bilingual } from '@stationhouse/kernel';
import type { EmergencyFact as Fact } from '@stationhouse/workflow';
import type { CardState, OpenedCard } from './cards.js';
import type { EmergencyReviewRow, EmergencyViewRow } from './entities.js';
import { EmergencyCard, EmergencyFact, EmergencyFactKind, EmergencyPhoto, EmergencyReasonName, EmergencyReview, EmergencyVerdict, EmergencyView, OpenedEmergencyCard } from './types.js';

const REASONS = { task: EmergencyReasonName.TASK, candidate: EmergencyReasonName.CANDIDATE, notice: EmergencyReasonName.NOTICE, bureau: EmergencyReasonName.BUREAU } as const;
const KINDS = { name: EmergencyFactKind.NAME, phone: EmergencyFactKind.PHONE, idNumber: EmergencyFactKind.ID_NUMBER, address: EmergencyFactKind.ADDRESS, moment: EmergencyFactKind.MOMENT, date: EmergencyFactKind.DATE, text: EmergencyFactKind.TEXT } as const;

/** What the photos of a card are called among its fields. */
const PHOTOS = text('照片', 'Photos');

/** The cover of a card as GraphQL shows it. */
export function viewCard(state: CardState): EmergencyCard {
  const { row: { stationId, id, number, exercise, status }, compiled, card, open, called } = state;
  return Object.assign(new EmergencyCard(), {
    state, stationId, instanceId: id, number, exercise, open,
    title: card.title,
    workflowTitle: compiled.title,
    ended: status === 'closed',
    mayView: open && called !== undefined,
    reason: called === undefined ? null : REASONS[called.reason],
    fields: [...(card.likeness ? [PHOTOS] : []), ...card.fields.map(({ title }) => title)],
  });
}

/** An opened card: its reader sees each fact in full, which is what was written down. */
export function viewOpened(state: CardState, { viewId, seenAt, facts, photos }: OpenedCard): OpenedEmergencyCard {
  const { stationId } = state.row;
  const shown = ({ path, title, kind, value }: Fact) => withReader(Object.assign(new EmergencyFact(), { path, title, kind: KINDS[kind], value: value === null ? null : inLocale(value, currentRequest().locale) }), { level: 'P2', stationId });
  return Object.assign(new OpenedEmergencyCard(), { card: viewCard(state), viewId, at: seenAt, facts: facts.map(shown), photos: photos.map(({ id, mediaType }) => Object.assign(new EmergencyPhoto(), { id, mediaType })) });
}

/** One opening, with the fields as the card calls them now. */
export function viewOpening(row: EmergencyViewRow, { state }: EmergencyCard): EmergencyView {
  const titles = new Map(state.card.fields.map(({ path, title }) => [path, title]));
  return Object.assign(new EmergencyView(), { row, id: row.id, at: row.seenAt, reason: REASONS[row.reason], roleTitle: roleTitle(row.role), fields: [...(row.photos.length > 0 ? [PHOTOS] : []), ...row.fields.map((path) => titles.get(path) ?? text(path, path))] });
}

export function viewReview(row: EmergencyReviewRow): EmergencyReview {
  const { id, verdict, remark, viewId, reviewedAt, answer, answeredAt } = row;
  return Object.assign(new EmergencyReview(), { row, id, verdict: verdict === 'clear' ? EmergencyVerdict.CLEAR : EmergencyVerdict.QUESTION, remark, viewId, at: reviewedAt, answer, answeredAt });
}

function roleTitle(role: string): Bilingual {
  return findRole(role)?.title ?? text(role, role);
}
