import { isStationhouseError } from '@stationhouse/kernel';
import { parseDefinition, parseOverlay, type Definition, type DefinitionProblem, type ParsedOverlay, type Template } from '@stationhouse/workflow';
import { definitionText } from './small.js';

const BODY = `start: registered
states:
  registered:
    title: { zh-CN: 待分级, en: To be graded }
    tasks:
      grade: { title: { zh-CN: 研判分级, en: Grade }, role: duty-officer, form: note, due: $grading, outcomes: { accepted: { title: { zh-CN: 受理, en: Accept } }, notOurs: { title: { zh-CN: 移送, en: Refer } } } }
      look: { title: { zh-CN: 查看, en: Look }, role: auxiliary, due: PT4H, remind: PT1H }
    after: { forgotten: { in: P9D, to: settled } }
    on: { grade.accepted: briefing, grade.notOurs: settled, look.done: {} }
  briefing:
    title: { zh-CN: 通报, en: Briefing }
    optional: followingUp
    tasks: { brief: { title: { zh-CN: 通报, en: Brief }, role: chief } }
    on: { brief.done: followingUp }
  followingUp:
    title: { zh-CN: 回访, en: Following up }
    parallel:
      soon: { use: visit, title: &soon { zh-CN: 首次回访, en: First visit }, with: { title: *soon, due: $visitSoon, form: visit, failed: ^registered } }
      later: { use: visit, title: &later { zh-CN: 走访, en: Later visit }, with: { title: *later, due: $visitLater, remind: $laterReminder, form: homeVisit, failed: ^settled } }
    done: settled
  settled: { title: { zh-CN: 已化解, en: Settled }, final: true, outcome: settled }
fragments:
  visit:
    parameters: { title: title, due: duration, remind: { type: duration, optional: true }, form: form, role: { type: role, default: community-officer }, failed: target }
    start: open
    states:
      open:
        title: { zh-CN: 待回访, en: To visit }
        tasks: { visit: { title: $title, role: $role, form: $form, due: $due, remind: $remind, outcomes: { calm: { title: { zh-CN: 平稳, en: Calm } }, bad: { title: { zh-CN: 不稳, en: Bad } } } } }
        on: { visit.calm: done, visit.bad: $failed }
      done: { title: { zh-CN: 已回访, en: Visited }, final: true }
`;

const MORE = `  visit: { title: { zh-CN: 回访记录, en: Visit }, schema: { type: object, properties: { situation: { type: string, maxLength: 200 } } } }
  homeVisit: { title: { zh-CN: 走访记录, en: Home visit }, schema: { type: object, properties: { metBoth: { type: boolean } } } }
parameters:
  grading: { type: duration, default: PT2H, max: P1D, title: { zh-CN: 分级时限, en: Time to grade } }
  visitSoon: { type: duration, default: P3D, min: P1D, max: P3D, because: 分局规定 1333+N, title: { zh-CN: 首次回访, en: First follow-up } }
  visitLater: { type: duration, default: P30D, min: P25D, max: P30D, because: 分局规定 1333+N, title: { zh-CN: 上门走访, en: Home visit } }
  laterLead: { type: duration, default: P5D, max: $visitLater, title: { zh-CN: 走访提前, en: Home visit opens ahead } }
  laterReminder: { type: duration, default: P1D, max: $laterLead, title: { zh-CN: 走访提醒, en: Home visit reminder } }
  legal: { type: duration, default: PT24H, locked: true, because: 治安管理处罚法, title: { zh-CN: 法定时限, en: Legal time } }
  rounds: { type: number, default: 2, min: 1, max: 4, title: { zh-CN: 次数, en: Rounds } }
extension-points: [after registered, before followingUp, inside followingUp, before settled, form homeVisit, form note]
`;

/** A workflow with something of everything that an overlay may change. */
export const BASE: Definition = parseDefinition(definitionText(BODY, MORE), 'base.yaml').definition;
export const TEMPLATE: Template = { definition: BASE, template: 4 };

/** An overlay's text with its head. */
export const overlayText = (level: 'bureau' | 'station', body: string) => `overlay: ${level}
of: { workflow: small, template: 4 }
because: 走访提前准备
${body}`;

export const layer = (level: 'bureau' | 'station', body: string): ParsedOverlay => parseOverlay(overlayText(level, body), `${level}.yaml`);

/** The problems something is refused with. */
export function problemsOf(work: () => unknown): readonly DefinitionProblem[] {
  try {
    work();
  } catch (error) {
    if (isStationhouseError(error) && error.code === 'DEFINITION_INVALID') return error.details?.['problems'] as DefinitionProblem[];
    throw error;
  }
  return [];
}
