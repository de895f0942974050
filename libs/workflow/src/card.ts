import { text } from '@stationhouse/kernel';
import type { TaskCard } from './compiled-types.js';
import type { Definition } from './grammar.js';
import type { Problems } from './problems.js';

/**
 * Looks at a card: each field is one of the data, none is P3 – minors, health, sealed – unless it is for the bureau, and whose unit
 * it is for stands in a text. What is P2 is masked by the role of whoever reads it.
 */
export function checkedCard(definition: Definition, card: TaskCard, at: readonly (string | number)[], problems: Problems): TaskCard {
  const properties = objectOf(definition.data['properties']) ?? {};
  for (const field of [...card.fields, ...(card.unit === undefined ? [] : [card.unit])]) {
    if (!Object.hasOwn(properties, field)) problems.add('UNKNOWN_FIELD', at, text(`数据中没有字段“${field}”。`, `The data has no field "${field}".`));
  }
  for (const field of card.for === 'bureau' ? [] : card.fields.filter((name) => classOf(properties[name]) === 'P3')) {
    problems.add('CARD_TOO_PERSONAL', at, text(`字段“${field}”为 P3，不能出现在外部任务卡上；由分局办理的任务请写 for: bureau。`, `The field "${field}" is P3: it never stands on a card outside. A task that the bureau does says for: bureau.`));
  }
  const unit = card.unit === undefined ? undefined : objectOf(properties[card.unit]);
  if (unit !== undefined && unit['type'] !== 'string') problems.add('CARD_UNIT', at, text(`“${card.unit ?? ''}”须为文本字段，存放单位编号。`, `"${card.unit ?? ''}" must be a text that holds the id of a unit.`));
  return card;
}

/** The class a field itself carries; what lies inside of it is masked by its own. */
function classOf(schema: unknown): unknown {
  return objectOf(schema)?.['x-personal'];
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
}
