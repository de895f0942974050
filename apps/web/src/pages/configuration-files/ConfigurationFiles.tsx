import { useApolloClient, useMutation } from '@apollo/client/react';
import { Card, Chip, DataTable, DropZone, EmptyState, handOver, InlineError, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { ConfigurationFolderDocument, ImportConfigurationDocument, type ImportConfigurationMutation } from '../../gql/configuration-files.js';
import { useCommand } from '../../hooks.js';
import { useToast } from '../../shell/toast.js';
import { fromFolder, NoArchive, packed, unpacked, type ConfigurationFile } from './archive.js';

type Imported = ImportConfigurationMutation['importConfiguration'];

/** 配置文件: the whole configuration as a folder of text files, to keep, compare and carry to another bureau or station. */
export default function ConfigurationFiles() {
  const { say } = useWords();
  const { stationId } = useScope();
  return (
    <>
      <PageHeader title={say('配置文件', 'Configuration as files')} facts={say('流程改动、插件与设置、文书模板、收紧的权限、{hours}等都可存为文件，便于存档、比对，或从测试环境带到正式环境', 'What is changed in workflows, plugins and their settings, Word templates, tightened rights, {hours} and more as files: to keep, to compare, to carry from a trial to the live house', { hours: stationId === undefined ? say('复核规则、放假通知', 'review rules, holidays') : say('作息与计划', 'hours and schedules') })} />
      <div className="sh-stack"><Export /><Import /></div>
    </>
  );
}

function Export() {
  const { say } = useWords();
  const { bureauId, stationId, name } = useScope();
  const client = useApolloClient();
  const command = useCommand();
  const save = () => command.run(async () => {
    const { data } = await client.query({ query: ConfigurationFolderDocument, variables: { bureauId, stationId: stationId ?? null }, fetchPolicy: 'network-only' });
    handOver(packed(data?.configurationFolder ?? []), `${say('配置', 'configuration')}-${name}.zip`);
  });
  return (
    <Card title={say('导出', 'Export')} id="export">
      <div className="sh-stack">
        <p className="sh-sub">{say('得到一个 .zip，内有按类分开的文本文件和启用的 Word 文书模板；不含密码、密钥、账号和个人信息。', 'A .zip of text files, one kind each, and the Word templates in force; without passwords, keys, accounts or anything personal.')}</p>
        <div><Button loading={command.sending} onClick={() => void save()}>{say('导出现行配置', 'Export what holds now')}</Button></div>
        <InlineError error={command.error} />
      </div>
    </Card>
  );
}

interface Chosen {
  readonly name: string;
  readonly files: readonly ConfigurationFile[];
}

function Import() {
  const { say } = useWords();
  const { bureauId, stationId, name: here } = useScope();
  const toast = useToast();
  const [chosen, setChosen] = useState<Chosen>();
  const [result, setResult] = useState<Imported>();
  const [refused, setRefused] = useState<NoArchive>();
  const [send] = useMutation(ImportConfigurationDocument);
  const [trial, real] = [useCommand(), useCommand()];
  const ask = async ({ files }: Chosen, dryRun: boolean, idempotencyKey: string) => {
    const { data } = await send({ variables: { bureauId, stationId: stationId ?? null, files: files.map(({ path, content, binary }) => ({ path, content, binary })), dryRun, idempotencyKey } });
    setResult(data?.importConfiguration);
    return data?.importConfiguration;
  };
  const pick = async (name: string, read: () => Promise<ConfigurationFile[]>) => {
    trial.reset();
    real.reset();
    setResult(undefined);
    setChosen(undefined);
    setRefused(undefined);
    try {
      const next = { name, files: await read() };
      setChosen(next);
      await trial.run((key) => ask(next, true, key));
    } catch (error) {
      if (!(error instanceof NoArchive)) throw error;
      setRefused(error);
    }
  };
  const apply = async (next: Chosen) => {
    let applied = false;
    const done = await real.run(async (key) => { applied = (await ask(next, false, key))?.applied ?? false; });
    if (done && applied) toast.done(say('已按文件更新{name}的配置', 'The configuration of {name} is as the files say', { name: here }));
  };
  return (
    <Card title={say('导入', 'Import')} id="import">
      <div className="sh-stack">
        <DropZone accept=".zip" onPick={(file) => void pick(file.name, () => unpacked(file))} hint={say('导出得到的 .zip，可先解压、修改再压缩。先试算：列出将改动什么、有什么问题；确认后才生效，且要么全部生效，要么一项不改。文件里没有写到的保持不变。', 'A .zip as the export makes it; unpack, change and pack it again as you like. First it is tried: what would change, and what is wrong. Only then it is put in force, all of it or nothing. What no file says stays as it is.')} />
        <FolderButton onPick={(list) => void pick(list[0]?.webkitRelativePath.split('/')[0] ?? '', () => fromFolder(list))} />
        <div role="alert">
          {refused && <p className="sh-bad-ink">{refused.why === 'large' ? say('文件过大：文本合计不超过 80 万字符，Word 文件合计不超过 2 MB；可分次导入。', 'Too large: at most 800,000 characters of text and 2 MB of Word files. Bring them in by parts.') : say('这不是可读的 .zip 文件，请重新导出或压缩。', 'This is no .zip that can be read. Export or pack it again.')}</p>}
          <InlineError error={trial.error ?? real.error} />
        </div>
        {trial.sending && <Loading rows={3} />}
        {chosen && result && <Result name={chosen.name} result={result} sending={real.sending} onApply={() => void apply(chosen)} />}
      </div>
    </Card>
  );
}

/** A whole folder, as it lies in git. */
function FolderButton({ onPick }: { onPick: (list: readonly File[]) => void }) {
  const { say } = useWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div>
      <input ref={input} type="file" hidden multiple aria-label={say('选择文件夹', 'Choose a folder')} onChange={({ target }) => { const list = [...(target.files ?? [])]; target.value = ''; if (list.length > 0) onPick(list); }} {...{ webkitdirectory: '' }} />
      <Button onClick={() => input.current?.click()}>{say('或选择文件夹…', 'Or choose a folder …')}</Button>
    </div>
  );
}

function Result({ name, result, sending, onApply }: { name: string; result: Imported; sending: boolean; onApply: () => void }) {
  const { say, textOf } = useWords();
  const { problems, changes, unchanged, applied } = result;
  const rows = [...problems.map((problem, index) => ({ key: `p${index}`, wrong: true, where: problem.line === null ? problem.path : `${problem.path}:${problem.line}`, text: problem.text })), ...changes.map((change, index) => ({ key: `c${index}`, wrong: false, where: change.path, text: change.text }))];
  const state = applied ? say('已生效', 'in force') : problems.length > 0 ? say('有问题，一项未改', 'something is wrong; nothing was changed') : say('试算，尚未生效', 'a trial; nothing is changed yet');
  return (
    <section aria-label={say('导入结果', 'What the import comes to')} className="sh-stack">
      <p role="status"><b className="sh-long">{name}</b> · {state} · {say('改动 {changes} 处，问题 {problems} 处，{same} 个文件无变化', '{changes, plural, one {# change} other {# changes}}, {problems, plural, one {# problem} other {# problems}}, {same, plural, one {# file as it was} other {# files as they were}}', { changes: changes.length, problems: problems.length, same: unchanged.length })}</p>
      {rows.length === 0 ? <EmptyState title={say('与现行配置一致，无需导入', 'All of it holds already')} /> : (
        <DataTable
          label={say('改动与问题', 'Changes and problems')} rows={rows} rowKey={({ key }) => key} dense
          columns={[
            { key: 'kind', title: say('类别', 'Kind'), width: '112px', render: ({ wrong }) => (wrong ? <Chip tone="bad">{say('✗ 问题', '✗ problem')}</Chip> : <Chip tone="info">{applied ? say('✓ 已改', '✓ changed') : say('改动', 'change')}</Chip>) },
            { key: 'text', title: say('内容', 'What'), main: true, render: ({ text: said }) => <span className="sh-long">{textOf(said)}</span> },
            { key: 'where', title: say('文件', 'File'), render: ({ where }) => <code className="sh-long">{where}</code> },
          ]}
        />
      )}
      {!applied && problems.length === 0 && changes.length > 0 && <div><Button type="primary" loading={sending} onClick={onApply}>{say('全部生效（{count} 处）', 'Put all of it in force ({count})', { count: changes.length })}</Button></div>}
    </section>
  );
}
