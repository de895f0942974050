import { failureOf, InlineError, Loading, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { lazy, Suspense, useCallback, useId, useState, type ReactNode } from 'react';
import type { Command } from '../hooks.js';

const SchemaForm = lazy(() => import('./SchemaForm.js'));

interface Asked {
  /** JSON Schema 2020-12 with bilingual titles, as the API sends it. */
  readonly schema: unknown;
  readonly uiSchema?: unknown;
  /** Whose form it is; what must never be written down in it is said while somebody types. */
  readonly workflow?: string | undefined;
  /** The command that sends the form; its refusals are shown at their fields. */
  readonly command: Command;
  /** What is filled in already. */
  readonly initial?: Record<string, unknown>;
  readonly onSubmit: (value: Record<string, unknown>) => void;
}

interface Shown {
  readonly value: Record<string, unknown>;
  /** The form, and below it why the server refused it. */
  readonly fields: ReactNode;
  /** Sends the form from wherever the page has its buttons; disabled until the form, which comes when first needed, is there. */
  submitButton(words: string): ReactNode;
}

/** A form built from a schema, and the button that sends it. */
export function useSchemaForm({ schema, uiSchema, workflow, command, initial = {}, onSubmit }: Asked): Shown {
  const { say } = useWords();
  const id = `${useId()}-form`;
  const [value, setValue] = useState(initial);
  const [ready, setReady] = useState(false);
  const onReady = useCallback(() => setReady(true), []);
  const change = (next: Record<string, unknown>) => {
    command.reset();
    setValue(next);
  };
  return {
    value,
    fields: (
      <Suspense fallback={<Loading rows={5} />}>
        <SchemaForm id={id} schema={schema} uiSchema={uiSchema} workflow={workflow} value={value} onChange={change} onSubmit={onSubmit} onReady={onReady} error={command.error} disabled={command.sending} />
        {marked(command.error, schema) ? <div className="sh-inline-error" role="alert">{say('请修改标出的内容，其余填写都还在。', 'Correct the marked fields; the rest stays as you wrote it.')}</div> : <InlineError error={command.error} />}
      </Suspense>
    ),
    submitButton: (words) => (
      <Button type="primary" htmlType="submit" form={id} disabled={!ready} loading={command.sending}>{command.sending ? say('发送中', 'Sending') : words}</Button>
    ),
  };
}

/** True when everything the server found wrong stands at a field the reader sees. */
function marked(error: unknown, schema: unknown): boolean {
  const problems = error === undefined || error === null ? undefined : failureOf(error).details?.['problems'];
  const { properties } = (schema ?? {}) as { properties?: object };
  return Array.isArray(problems) && problems.length > 0 && (problems as { field?: unknown }[]).every(({ field }) => typeof field === 'string' && (field.split('.')[0] ?? '') in (properties ?? {}));
}
