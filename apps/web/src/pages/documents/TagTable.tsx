import { Chip, DataTable, handOver, useWords, type Column } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { kindInWords, tagList, writtenTag, type DocumentOf, type Tag } from './words.js';

type Row = Tag & { readonly index: number };

/** Every tag a template of the document may use, to be read here or beside Word. */
export function TagTable({ document: { tags, title } }: { document: DocumentOf }) {
  const words = useWords();
  const { say, textOf } = words;
  const save = () => handOver(new Blob([tagList(tags, words)], { type: 'text/plain;charset=utf-8' }), `${textOf(title)} ${say('标记清单', 'tags')}.txt`);
  const columns: Column<Row>[] = [
    { key: 'tag', title: say('在 Word 中写', 'Written in Word'), main: true, render: (tag) => <code className={`doc-tag doc-depth-${Math.min(tag.depth, 2)}`}>{writtenTag(tag)}</code> },
    { key: 'title', title: say('含义', 'Meaning'), render: (tag) => <>{textOf(tag.title)} {tag.required && <Chip>{say('应当显示', 'Should be shown')}</Chip>}</> },
    { key: 'kind', title: say('用法', 'Use'), render: (tag) => <span className="sh-sub">{kindInWords(tag, words)}</span> },
  ];
  return (
    <details>
      <summary>{say('模板可用的标记（{count, number} 个）', 'Tags a template may use ({count, number})', { count: tags.length })}</summary>
      <p className="sh-sub">{say('标记写在半角花括号中，英文名可换成“含义”一列的中文，例如 {example}。', 'Tags stand in braces; the Chinese title may stand in place of the key, for example {example}.', { example: '{编号}' })}</p>
      <DataTable label={say('标记', 'Tags')} columns={columns} rows={tags.map((tag, index) => ({ ...tag, index }))} rowKey={({ index }) => String(index)} dense />
      <Button onClick={save}>{say('下载标记清单', 'Download the list of tags')}</Button>
    </details>
  );
}
