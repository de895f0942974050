import { Module } from '@nestjs/common';
import { BranchesResolver } from './branches/branches.resolver.js';
import { CallbackResolver } from './callback/callback.resolver.js';
import { TracesResolver } from './traces/traces.resolver.js';

/** What no definition can say: the call-back check, the bank branches, where somebody is known. */
@Module({ providers: [CallbackResolver, BranchesResolver, TracesResolver] })
export class AntiFraudModule {}
