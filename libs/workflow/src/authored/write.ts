import { text, type Bilingual } from '@stationhouse/kernel';
import { stringify } from 'yaml';
import { authoredName, type Authored } from './grammar.js';

/**
 * A workflow as a file of a bureau's own: what a copy begins as. `parseAuthored(writeAuthored(authored))` is the same definition again.
 * Written out: a file has no comments but those that people put in.
 */
export function writeAuthored({ definition, terms: { personalData, starters } }: Authored): string {
  const { workflow, title, description, ...rest } = definition;
  const file = {
    workflow: authoredName(workflow), title, ...(description === undefined ? {} : { description }),
    ...(starters === undefined ? {} : { starters }),
    ...(Object.keys(personalData).length === 0 ? {} : { 'personal-data': personalData }),
    ...rest,
  };
  return stringify(JSON.parse(JSON.stringify(file)), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** A workflow to begin with: registered, handled within a time that stations may set, closed. @param prefix of its numbers, 2 or 3 capitals */
export function authoredSkeleton(name: string, title: Bilingual, prefix = 'ZJ'): string {
  const words = (said: Bilingual) => `{ zh-CN: ${JSON.stringify(said['zh-CN'])}, en: ${JSON.stringify(said.en)} }`;
  return `workflow: ${name}
title: ${words(title)}
number: "${prefix}-{station}-{yyyy}-{00000}"
label: [subject]
startForm: registration

data:
  type: object
  required: [subject]
  properties:
    subject: { type: string, minLength: 1, maxLength: 200, title: ${words(text('事由', 'Subject'))} }
    result: { type: string, maxLength: 2000, title: ${words(text('办理结果', 'Result'))} }

parameters:
  handling: { type: duration, default: P3D, max: P30D, title: ${words(text('办理时限', 'Time to handle'))} }

forms:
  registration:
    title: ${words(text('登记', 'Register'))}
    schema: { type: object, required: [subject], properties: { subject: { type: string, minLength: 1, maxLength: 200, title: ${words(text('事由', 'Subject'))} } } }
  result:
    title: ${words(text('办理结果', 'Result'))}
    schema: { type: object, required: [result], properties: { result: { type: string, maxLength: 2000, title: ${words(text('办理结果', 'Result'))} } } }
    ui: { result: { ui:widget: textarea } }

start: open
states:
  open:
    title: ${words(text('办理中', 'Open'))}
    tasks:
      handle:
        title: ${words(text('办理', 'Handle'))}
        role: duty-officer
        form: result
        due: $handling
    on:
      handle.done: { to: closed, set: { result: event.result } }
  closed: { title: ${words(text('已办结', 'Closed'))}, final: true, outcome: done }

extension-points: [after open, form result]
`;
}
