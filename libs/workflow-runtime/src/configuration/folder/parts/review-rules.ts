import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual } from '@stationhouse/kernel';
import { z } from 'zod';
import type { WorkflowCatalog } from '../../../catalog/catalog.js';
import type { Reviewing } from '../../../drafts/reviewing.js';
import { EVERY_WORKFLOW, listReviewRules } from '../../../drafts/reviews.js';
import { publishConfiguration } from '../../../permissions.js';
import type { Scope } from '../../overlays.js';
import type { ConfigurationFile, ConfigurationPart, WriteFile } from '../part.js';
import { carriedOut, readIn, written } from '../yaml.js';

const PATH = 'review-rules.yaml';
/** By workflow, `*` for all without a rule of their own; `follow` takes a workflow's own rule away. */
const grammar = z.record(z.string(), z.enum(['needed', 'free', 'follow']));
const WORDS = { needed: text('发布须复核', 'reviewed before it is published'), free: text('发布不须复核', 'published without a review'), follow: text('随“全部流程”的规则', 'as the rule for all says') } as const;

/** Of which workflows a second person reviews overlays before they are published. */
export class ReviewRulesFile implements ConfigurationPart {
  readonly levels = ['bureau'] as const;
  readonly permission = publishConfiguration;
  readonly files = /^review-rules\.yaml$/;

  constructor(
    private readonly catalog: WorkflowCatalog,
    private readonly reviewing: Reviewing,
  ) {}

  async read(tenant: Tenant, { bureauId }: Scope): Promise<ConfigurationFile[]> {
    const rules = await listReviewRules(tenant, bureauId);
    return rules.length === 0 ? [] : [{ path: PATH, content: written(Object.fromEntries(rules.map(({ workflow, needed }) => [workflow, needed ? 'needed' : 'free']))) }];
  }

  async write(tenant: Tenant, { bureauId }: Scope, { file, idempotencyKey }: WriteFile): Promise<readonly Bilingual[]> {
    const rules = await listReviewRules(tenant, bureauId);
    const changes: Bilingual[] = [];
    for (const [id, wanted] of Object.entries(readIn(grammar, file))) {
      const rule = rules.find(({ workflow }) => workflow === id);
      const now = rule === undefined ? 'follow' : rule.needed ? 'needed' : 'free';
      if (now === wanted) continue;
      const workflow = id === EVERY_WORKFLOW ? undefined : id;
      await carriedOut(file, [id], () => this.reviewing.setRule(tenant, bureauId, { workflow, needed: wanted === 'follow' ? undefined : wanted === 'needed', idempotencyKey: `${idempotencyKey} ${id}` }));
      const title = workflow === undefined ? text('全部流程', 'All workflows') : await this.catalog.titleOf(tenant, workflow);
      changes.push(text(`${title['zh-CN']}：${WORDS[wanted]['zh-CN']}`, `${title.en}: ${WORDS[wanted].en}`));
    }
    return changes;
  }
}
