import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, DataTable, ErrorState, InlineError, Loading, PageHeader, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { Select } from 'antd';
import { ReviewRulesDocument, SetReviewRuleDocument, type ReviewRulesQuery } from '../../gql/review-rules.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useToast } from '../../shell/toast.js';

type Rule = ReviewRulesQuery['reviewRules'][number];
type Word = 'needed' | 'free' | 'general';
interface Row { readonly workflow: string | null; readonly title: string; readonly rule: Rule | undefined }

/** 复核规则: of which workflows a second person reviews an overlay before it is published, at the bureau and its stations. */
export default function ReviewRules() {
  const words = useWords();
  const { say, textOf } = words;
  const { bureauId, may } = useScope();
  const command = useCommand();
  const toast = useToast();
  const { data, error, refetch } = useQuery(ReviewRulesDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  const [send] = useMutation(SetReviewRuleDocument);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  const general = data.reviewRules.find(({ workflow }) => workflow === null);
  const rows: Row[] = [
    { workflow: null, title: say('全部流程（未另作规定的）', 'All workflows without a rule of their own'), rule: general },
    ...data.bureauPlugins.flatMap(({ plugin }) => plugin.workflows.map(({ id, title }) => ({ workflow: id, title: textOf(title), rule: data.reviewRules.find(({ workflow }) => workflow === id) }))),
  ];
  const set = async ({ workflow }: Row, word: Word) => {
    command.reset();
    if (await command.run((idempotencyKey) => send({ variables: { bureauId, workflow, needed: word === 'general' ? null : word === 'needed', idempotencyKey } }))) toast.done(say('已设定，立即生效', 'Set; it holds now'));
    void refetch();
  };
  return (
    <>
      <PageHeader title={say('复核规则', 'Review rules')} facts={say('须复核的流程，分局和派出所发布、下发配置前，都要由另一人复核同意；最后修改的人不能复核自己的改动', 'Where a review is needed, a second person approves what the bureau or a station publishes or hands down; never whoever changed it last')} />
      <div className="sh-stack">
        <section className="sh-card sh-tight"><DataTable label={say('复核规则', 'Review rules')} rows={rows} rowKey={({ workflow }) => workflow ?? '*'} columns={columnsOf(words, { may: may(PERMISSIONS.publishConfiguration), general: general?.needed ?? false, sending: command.sending, set })} /></section>
        <InlineError error={command.error} />
        <p className="sh-sub">{say('可以复核的角色：{roles}。具体人员见“人员与角色”。', 'Roles that may review: {roles}. Who they are is on “Members and roles”.', { roles: data.reviewingRoles.map((role) => textOf(role)).join(say('、', ', ')) })}</p>
      </div>
    </>
  );
}

function columnsOf({ say, moment }: ReturnType<typeof useWords>, { may, general, sending, set }: { may: boolean; general: boolean; sending: boolean; set: (row: Row, word: Word) => Promise<void> }): Column<Row>[] {
  const wordOf = ({ workflow, rule }: Row): Word => (rule === undefined ? (workflow === null ? 'free' : 'general') : rule.needed ? 'needed' : 'free');
  const words: Readonly<Record<Word, string>> = { needed: say('须复核', 'Needed'), free: say('不须复核', 'Not needed'), general: general ? say('随“全部流程”：须复核', 'As for all: needed') : say('随“全部流程”：不须复核', 'As for all: not needed') };
  const needed = (row: Row) => (wordOf(row) === 'general' ? general : wordOf(row) === 'needed');
  return [
    { key: 'workflow', title: say('流程', 'Workflow'), main: true, render: (row) => (row.workflow === null ? <b>{row.title}</b> : row.title) },
    { key: 'now', title: say('现状', 'Now'), render: (row) => <Chip tone={needed(row) ? 'info' : 'plain'}>{needed(row) ? say('发布须复核', 'Reviewed') : say('可直接发布', 'Published directly')}</Chip> },
    {
      key: 'rule', title: say('规则', 'Rule'), render: (row) => (may ? (
        <Select<Word>
          aria-label={say('“{title}”的复核规则', 'Rule of {title}', { title: row.title })} value={wordOf(row)} disabled={sending} style={{ minWidth: 200 }} onChange={(word) => void set(row, word)}
          options={(row.workflow === null ? (['needed', 'free'] as const) : (['general', 'needed', 'free'] as const)).map((value) => ({ value, label: words[value] }))}
        />
      ) : words[wordOf(row)]) },
    { key: 'who', title: say('设定', 'Set'), render: ({ rule }) => <span className="sh-sub sh-small">{rule === undefined ? '—' : `${rule.setBy} · ${moment(rule.setAt)}`}</span> },
  ];
}
