import { Card, useWords } from '@stationhouse/plugin-web';
import { useMemo } from 'react';
import type { Option } from '../../fields.js';
import type { ImportChoicesQuery } from '../../gql/imports.js';
import { channelWords } from '../incidents/words.js';
import type { ImportFull } from './ImportPage.js';
import { FALLBACKS, LISTED_FIELDS, valuesOf, type Draft, type ListedField } from './mapping.js';
import { ValueTable } from './ValueTable.js';
import { fieldWords } from './words.js';

type Lists = Readonly<Record<ListedField, readonly Option[]>>;

/** What each listed field can be, in the reader's words. */
export function useListedValues({ incidentCategories, incidentOutcomes }: Pick<ImportChoicesQuery, 'incidentCategories' | 'incidentOutcomes'>): Lists {
  const { say, textOf } = useWords();
  return useMemo(() => ({
    category: incidentCategories.map(({ code, parent, title }) => ({ value: code, label: parent ? `\u3000${textOf(title)}` : textOf(title) })),
    channel: Object.entries(channelWords(say)).map(([value, label]) => ({ value, label })),
    outcome: [{ value: '', label: say('不填', 'Leave empty') }, ...incidentOutcomes.map(({ code, title }) => ({ value: code, label: textOf(title) }))],
  }), [incidentCategories, incidentOutcomes, say, textOf]);
}

interface Props {
  readonly job: ImportFull;
  readonly draft: Draft;
  readonly lists: Lists;
  readonly onChange: (part: Partial<Draft>) => void;
}

/** What the values of the category, channel and outcome columns mean here. Without a meaning a row goes into the error file. */
export function ValuesCard({ job, draft, lists, onChange }: Props) {
  const { say } = useWords();
  const labels = new Map(fieldWords(say).map(({ field, label }) => [field, label]));
  const shown = LISTED_FIELDS.flatMap((field) => {
    const mapped = draft.fields[field];
    return mapped?.values === undefined ? [] : [{ field, mapped, meanings: mapped.values, label: labels.get(field) ?? field }];
  });
  if (shown.length === 0) return null;
  return (
    <Card title={say('值的对应', 'Values')} id="values">
      <div className="sh-stack">
        <p className="sh-sub">{say('下面是预览中见到的值。没有单独对应的，按“其余的值”处理；原始类别会保留。末尾加 * 表示以此开头的都算。', 'These values were seen in the preview. What is not matched follows “all other values”; the category as received is kept. A * at the end stands for everything that begins so.')}</p>
        {shown.map(({ field, mapped, meanings, label }) => {
          const set = (value: string, meaning: string | undefined) => {
            const { [value]: _before, ...rest } = meanings;
            onChange({ fields: { ...draft.fields, [field]: { ...mapped, values: meaning === undefined ? rest : { ...rest, [value]: meaning } } } });
          };
          return (
            <div key={field} role="group" aria-label={label} className="sh-stack">
              <b>{label}</b>
              <ValueTable
                values={[...new Set([...valuesOf(mapped.column, job.columns, job.preview), ...Object.keys(meanings).filter((value) => value !== '*')])]}
                meanings={meanings} options={lists[field]} otherwise={say('按其余的值', 'as all others')} onSet={set} onAdd={(value) => set(value, FALLBACKS[field])}
                others={{ label: say('其余的值', 'All other values'), placeholder: say('写入错误文件', 'into the error file') }}
                add={{ label: say('{label}的另一个值', 'Another value of {label}', { label }), placeholder: say('文件中的另一个值，如 EMS:*', 'Another value in the file, e.g. EMS:*') }}
              />
            </div>
          );
        })}
      </div>
    </Card>
  );
}
