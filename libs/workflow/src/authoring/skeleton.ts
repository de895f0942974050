import type { Bilingual } from '@stationhouse/kernel';
import { isMap, isScalar, parseDocument, stringify } from 'yaml';
import type { Definition } from '../grammar.js';

/** What a new workflow is called. */
export interface NewWorkflow {
  /** Its id, kebab-case. */
  readonly workflow: string;
  readonly title: Bilingual;
  /** What its instance numbers begin with: `JC`. */
  readonly prefix: string;
}

/** A workflow to begin with, as text: somebody registers, somebody handles, it is closed. It is right as it stands, and says what may come where. */
export function skeletonText({ workflow, title, prefix }: NewWorkflow): string {
  const said = ({ 'zh-CN': zh, en }: Bilingual) => `{ zh-CN: ${JSON.stringify(zh)}, en: ${JSON.stringify(en)} }`;
  return `workflow: ${workflow}
title: ${said(title)}
number: "${prefix}-{station}-{yyyy}-{00000}" # 编号：每所每年连续 / gapless per station and year
label: [subject] # 列表中显示的字段 / what names an instance in lists

# 一件事项保存的内容。个人信息须标 x-personal：P1 一般、P2 身份与联系方式、P3 敏感。
# What an instance keeps. Personal data say x-personal: P1, P2 or P3.
data:
  type: object
  required: [subject]
  properties:
    subject: { type: string, maxLength: 200, title: { zh-CN: 事由, en: Subject } }
    result: { type: string, maxLength: 4000, title: { zh-CN: 办理情况, en: What was done } }

# 上级和各所可以调整的内容。 / What a bureau and its stations may turn.
parameters:
  handling: { type: duration, default: P3D, title: { zh-CN: 办理期限, en: Time to handle it } }

forms:
  registration:
    title: { zh-CN: 登记, en: Register }
    schema:
      type: object
      required: [subject]
      properties:
        subject: { type: string, maxLength: 200, title: { zh-CN: 事由, en: Subject } }
  result:
    title: { zh-CN: 办理情况, en: What was done }
    schema:
      type: object
      required: [result]
      properties:
        result: { type: string, maxLength: 4000, title: { zh-CN: 办理情况, en: What was done } }
startForm: registration

start: handling
states:
  handling:
    title: { zh-CN: 办理中, en: In hand }
    tasks:
      handle:
        title: { zh-CN: 办理, en: Handle it }
        role: duty-officer
        form: result
        due: $handling
        remind: PT4H
        escalate: [{ after: P1D, to: chief }]
    on:
      handle.done: { to: finished, set: { result: event.result } }
  finished: { title: { zh-CN: 已办结, en: Finished }, final: true, outcome: finished }

extension-points: [after handling, form result]
`;
}

/** A workflow as the beginning of another one: the text of its definition under a name of its own. */
export function copyText(definition: Definition, { workflow, title, prefix }: NewWorkflow): string {
  const number = definition.number.replace(/^[^-{]*/, prefix);
  const text = stringify({ ...definition, workflow, title, number }, { lineWidth: 0, aliasDuplicateObjects: false });
  const document = parseDocument(text, { version: '1.2' });
  // What is short stands on one line, as people write it.
  const fold = (node: unknown): void => {
    if (!isMap(node)) return;
    for (const pair of node.items) {
      if (isMap(pair.value) && pair.value.items.every(({ value }) => isScalar(value)) && String(pair.value).length < 140) pair.value.flow = true;
      else if (isMap(pair.value)) fold(pair.value);
    }
  };
  fold(document.contents);
  return document.toString({ lineWidth: 0 });
}
