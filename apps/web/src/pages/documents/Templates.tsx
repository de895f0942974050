import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, DataTable, EmptyState, ErrorState, InlineError, KeyValues, Loading, PageHeader, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Checkbox, Popconfirm } from 'antd';
import { useState } from 'react';
import { SavingFile, useDownload } from '../../files/SavingFile.js';
import { bytesInWords } from '../../files/words.js';
import { ChooseDocumentTemplateDocument, DocumentTemplatesDocument } from '../../gql/documents.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useToast } from '../../shell/toast.js';
import { Problems } from './Problems.js';
import { TagTable } from './TagTable.js';
import { UploadTemplate } from './UploadTemplate.js';
import { levelInWords, type DocumentOf, type TemplateInForce, type Version } from './words.js';
import './documents.css';

/** 文书模板: which Word template each document is made from, here or in the whole bureau, and a way to replace it. */
export default function Templates() {
  const { say } = useWords();
  const { bureauId, stationId } = useScope();
  const { data, error, refetch } = useQuery(DocumentTemplatesDocument, { variables: { bureauId, stationId: stationId ?? null }, fetchPolicy: 'cache-and-network' });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  const documents = data.documentTemplates;
  return (
    <>
      <PageHeader title={say('文书模板', 'Document templates')} facts={stationId === undefined ? say('分局模板供全部派出所使用，各所可另设自己的模板，锁定的除外', 'The bureau’s templates serve all stations; each may set its own, unless it is locked') : say('新制作的文书按现用模板生成 Word 和 PDF；已制作的文书不变', 'New documents are made from the template in force, as Word and PDF; those made stay as they are')} />
      {documents.length === 0 ? <section className="sh-card"><EmptyState title={say('没有可用模板制作的文书', 'No document is made from a template')} hint={say('文书由插件提供。', 'Plugins bring documents.')} /></section> : (
        <div className="sh-stack">{documents.map((one) => <DocumentCard key={one.id} document={one} onChanged={() => void refetch()} />)}</div>
      )}
    </>
  );
}

/** Where the REST routes of a document lie. */
function pathOf({ bureauId, stationId, id }: DocumentOf): string {
  return `/api/${stationId ? `stations/${stationId}` : `bureaus/${bureauId}`}/documents/${id}`;
}

function DocumentCard({ document, onChanged }: { document: DocumentOf; onChanged: () => void }) {
  const words = useWords();
  const { say, textOf, moment } = words;
  const { may } = useScope();
  const { inForce, above, versions, locked, chosenBy, chosenAt, stationId } = document;
  const download = useDownload();
  const manage = may(PERMISSIONS.manageTemplates);
  const lockedHere = locked && stationId !== null;
  const own = versions.some(({ chosen }) => chosen);
  const which = ({ level, version }: Pick<TemplateInForce, 'level' | 'version'>) => (level === 'PLUGIN' ? 'from=plugin' : `from=${level.toLowerCase()}&version=${version}`);
  const files = { onTemplate: (one: TemplateInForce) => void download.save(`${pathOf(document)}/template?${which(one)}`, one.name), onPreview: (one: TemplateInForce, format: 'docx' | 'pdf') => void download.save(`${pathOf(document)}/preview?${which(one)}&format=${format}`, `${textOf(document.title)} ${say('预览', 'preview')}.${format}`) };
  const busy = download.progress !== undefined;
  return (
    <Card title={textOf(document.title)} id={document.id} extra={<><Chip tone={inForce.level === 'PLUGIN' ? 'plain' : 'ok'}>{levelInWords(inForce, words)}</Chip>{locked && <Chip tone="warn">{say('分局锁定', 'Locked by the bureau')}</Chip>}<span className="sh-push sh-sub">{textOf(document.pluginTitle)}</span></>}>
      <div className="sh-stack">
        <KeyValues
          entries={[
            [say('现用模板', 'In force'), <span key="file" className="sh-long" title={`SHA-256 ${inForce.sha256}`}>{inForce.name}</span>],
            [say('启用', 'Chosen'), chosenBy && chosenAt ? say('{who}，{at}', '{who}, {at}', { who: chosenBy, at: moment(chosenAt) }) : say('未曾更改', 'Never changed')],
          ]}
        />
        <div className="sh-row sh-wrap">
          <Button disabled={busy} onClick={() => files.onTemplate(inForce)}>{say('下载现用模板', 'Download the template')}</Button>
          <Button disabled={busy} onClick={() => files.onPreview(inForce, 'pdf')}>{say('预览 PDF', 'Preview as PDF')}</Button>
          <Button disabled={busy} onClick={() => files.onPreview(inForce, 'docx')}>{say('预览 Word', 'Preview as Word')}</Button>
        </div>
        <SavingFile download={download} />
        <TagTable document={document} />
        {lockedHere && <p className="sh-lock">{say('分局统一使用一个模板，本所不能另设', 'The bureau has all stations use one template')}</p>}
        {manage && !lockedHere && <UploadTemplate path={`${pathOf(document)}/templates`} onUploaded={onChanged} />}
        {versions.length > 0 && <Versions document={document} manage={manage && !lockedHere} busy={busy} {...files} onChanged={onChanged} />}
        {manage && own && <Back document={document} above={above} onChanged={onChanged} />}
      </div>
    </Card>
  );
}

interface VersionsProps {
  readonly document: DocumentOf;
  readonly manage: boolean;
  readonly busy: boolean;
  readonly onTemplate: (one: TemplateInForce) => void;
  readonly onPreview: (one: TemplateInForce, format: 'docx' | 'pdf') => void;
  readonly onChanged: () => void;
}

/** Every version that was uploaded here, with a way to look at it and to let it hold. */
function Versions({ document, manage, busy, onTemplate, onPreview, onChanged }: VersionsProps) {
  const { say, moment } = useWords();
  const [locked, setLocked] = useState(document.locked);
  const choose = useChoice(document, onChanged);
  const level = document.stationId === null ? 'BUREAU' : 'STATION';
  const of = ({ version, name, sha256 }: Version): TemplateInForce => ({ level, version, name, sha256 });
  const columns: Column<Version>[] = [
    { key: 'version', title: say('版本', 'Version'), main: true, render: ({ version, chosen }) => <>{say('第 {version, number} 版', 'Version {version, number}', { version })} {chosen && <Chip tone="ok">{say('已启用', 'In force')}</Chip>}</> },
    { key: 'file', title: say('文件', 'File'), render: ({ name, bytes, sha256 }) => <span className="sh-long" title={`SHA-256 ${sha256}`}>{name} <span className="sh-sub">{bytesInWords(bytes)}</span></span> },
    { key: 'who', title: say('上传', 'Uploaded'), render: ({ uploadedBy, uploadedAt }) => `${uploadedBy} · ${moment(uploadedAt)}` },
    { key: 'warnings', title: say('提示', 'Hints'), render: ({ warnings }) => (warnings.length === 0 ? <span className="sh-sub">{say('无', 'None')}</span> : <details><summary>{say('{count, number} 条', '{count, number}', { count: warnings.length })}</summary><Problems problems={warnings} /></details>) },
    {
      key: 'actions', title: say('操作', 'Actions'), render: (one) => (
        <span className="sh-row sh-wrap">
          <Button size="small" disabled={busy} onClick={() => onTemplate(of(one))} aria-label={say('下载第 {version, number} 版', 'Download version {version, number}', { version: one.version })}>{say('下载', 'Download')}</Button>
          <Button size="small" disabled={busy} onClick={() => onPreview(of(one), 'pdf')} aria-label={say('预览第 {version, number} 版', 'Preview version {version, number}', { version: one.version })}>{say('预览 PDF', 'Preview')}</Button>
          {manage && (!one.chosen || locked !== document.locked) && <Button size="small" type="primary" loading={choose.sending} onClick={() => void choose.run(one.version, locked)} aria-label={say('启用第 {version, number} 版', 'Put version {version, number} in force', { version: one.version })}>{say('启用', 'Put in force')}</Button>}
        </span>
      ),
    },
  ];
  return (
    <section aria-label={say('上传的模板', 'Uploaded templates')}>
      <InlineError error={choose.error} />
      {document.stationId === null && manage && <Checkbox checked={locked} onChange={(event) => setLocked(event.target.checked)}>{say('启用时锁定：派出所不能另设模板', 'Lock it when it is put in force: stations may not set their own')}</Checkbox>}
      <DataTable label={say('上传的模板', 'Uploaded templates')} columns={columns} rows={document.versions} rowKey={({ version }) => String(version)} />
    </section>
  );
}

/** Gives the own template up again. */
function Back({ document, above, onChanged }: { document: DocumentOf; above: TemplateInForce; onChanged: () => void }) {
  const words = useWords();
  const { say } = words;
  const choose = useChoice(document, onChanged);
  return (
    <div>
      <InlineError error={choose.error} />
      <Popconfirm title={say('改用{template}？', 'Use this instead: {template}?', { template: levelInWords(above, words) })} description={say('上传的版本保留，可随时重新启用。', 'What was uploaded stays and can be put in force again.')} okText={say('改用', 'Use it')} cancelText={say('取消', 'Cancel')} onConfirm={() => void choose.run(null, false)}>
        <Button loading={choose.sending}>{say('停用，改用{template}', 'Give it up for: {template}', { template: levelInWords(above, words) })}</Button>
      </Popconfirm>
    </div>
  );
}

function useChoice({ bureauId, stationId, id, revision }: DocumentOf, onChanged: () => void) {
  const { say } = useWords();
  const toast = useToast();
  const command = useCommand();
  const [choose] = useMutation(ChooseDocumentTemplateDocument);
  const run = async (version: number | null, locked: boolean) => {
    if (!(await command.run((idempotencyKey) => choose({ variables: { bureauId, stationId: stationId ?? null, document: id, version, locked, expectedRevision: revision, idempotencyKey } })))) return;
    toast.done(version === null ? say('已改用上级模板', 'The template from above holds again') : say('已启用第 {version, number} 版，新制作的文书按此版本生成', 'Version {version, number} is in force: new documents are made from it', { version }));
    onChanged();
  };
  return { sending: command.sending, error: command.error, run };
}
