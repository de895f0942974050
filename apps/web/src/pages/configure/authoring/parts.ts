const EDITED: Readonly<Record<string, readonly string[]>> = {
  'WorkflowPanel.tsx': [
    'workflow.title', 'workflow.description', 'workflow.number', 'workflow.label', 'workflow.startForm', 'workflow.starts', 'workflow.starters',
    'workflow.forms', 'workflow.personal-data', 'personalField.purpose', 'personalField.keep',
  ],
  'ParametersPart.tsx': ['workflow.parameters', 'parameter.title', 'parameter.type', 'parameter.default', 'parameter.min', 'parameter.max', 'parameter.calendar', 'parameter.locked', 'parameter.because'],
  'FormPart.tsx': ['form.title', 'form.help'],
  'questions/QuestionList.tsx': ['workflow.data', 'form.schema'],
  'questions/Attributes.tsx': ['form.ui'],
  'FragmentPart.tsx': ['workflow.fragments', 'fragment.parameters', 'fragment.parameters.type', 'fragment.parameters.default', 'fragment.parameters.optional'],
  'UsePart.tsx': ['state.use', 'state.with'],
  'NamedParts.tsx': ['workflow.actions', 'workflow.clocks', 'workflow.events', 'workflow.refusals', 'event.title', 'event.form', 'freeClock.title'],
  'ActionFields.tsx': [
    'workflow.actions.notify.roles', 'workflow.actions.notify.text', 'workflow.actions.notify.urgent', 'workflow.actions.notify.climbAfter',
    'workflow.actions.notify.priority', 'workflow.actions.notify.silentAfter', 'workflow.actions.notify.bureau', 'workflow.actions.notify.signedBy',
    'workflow.actions.startLinked.workflow', 'workflow.actions.startLinked.forEach', 'workflow.actions.startLinked.data', 'workflow.actions.startLinked.once',
    'workflow.actions.tellLinked.of', 'workflow.actions.tellLinked.event', 'workflow.actions.tellLinked.data',
  ],
  'ClockFields.tsx': [
    'clock.budget', 'clock.until', 'clock.from', 'clock.calendar', 'clock.warn', 'clock.breach.do', 'clock.breach.raise', 'clock.edit.by', 'clock.edit.approval', 'clock.because',
    'freeClock.budget', 'freeClock.until', 'freeClock.from', 'freeClock.calendar', 'freeClock.warn', 'freeClock.breach.do', 'freeClock.breach.raise', 'freeClock.edit.by', 'freeClock.edit.approval', 'freeClock.because',
    'freeClock.runs', 'freeClock.stops', 'freeClock.pauses', 'freeClock.pausedUntil', 'state.until.edit.by', 'state.until.edit.approval',
  ],
  'DrawnFlow.tsx': ['workflow.states', 'state.states'],
  'StatePanel.tsx': ['workflow.start', 'workflow.extension-points', 'state.title', 'state.start', 'state.parallel', 'state.final', 'state.outcome', 'state.tasks'],
  'StateParts.tsx': ['state.assign', 'state.pauses', 'state.history', 'state.default', 'state.clock', 'clock.key', 'clock.title'],
  'WaysPart.tsx': ['state.on', 'state.choose', 'state.done', 'state.optional', 'step.to', 'step.otherwise'],
  'Onward.tsx': ['step.when', 'step.because', 'timeout.when', 'timeout.because'],
  'Waits.tsx': ['state.until.at', 'state.until.when', 'state.until.to', 'state.after', 'timeout.title', 'timeout.in', 'timeout.at', 'timeout.to'],
  'StepEffects.tsx': [
    'step.set', 'step.do', 'step.raise', 'step.refuse', 'step.say',
    'timeout.set', 'timeout.do', 'timeout.raise', 'timeout.refuse', 'timeout.say',
  ],
  'TaskPart.tsx': [
    'task.title', 'task.role', 'task.assign', 'task.form', 'task.due', 'task.dueAt', 'task.remind', 'task.escalate.after', 'task.escalate.to', 'task.take', 'task.delegate', 'task.recall',
  ],
  'SeparateField.tsx': ['task.separateFrom'],
  'TaskEnds.tsx': ['task.outcomes', 'outcome.title', 'outcome.requires', 'outcome.automatic', 'task.answers', 'answers.from', 'answers.need', 'answers.of', 'answers.veto', 'answers.otherwise', 'task.card', 'card.fields', 'card.unit'],
  'TitleField.tsx': ['text.zh-CN', 'text.en'],
};

/** What a state alone says: that it is a fragment. */
const OF_USES: ReadonlySet<string> = new Set(['state.use', 'state.with']);

/**
 * A file of this folder, and the places of the language that it edits: `task.due`, by the names of the published schema. What is edited of a state is edited of those
 * inside of fragments, and of a fragment as a whole, in the same form.
 */
export const PARTS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(Object.entries(EDITED).map(([file, places]) => [file, [...places, ...places.filter((place) => place.startsWith('state.') && !OF_USES.has(place)).map((place) => place.replace('state.', 'fragment.'))]]));

const FIXED = 'The name is given when the workflow is begun and stays for good.';
const OF_PLUGINS = 'Only a plugin has such code; the checks refuse it in a workflow of a bureau’s own.';

const RARE = 'A workflow has one card at most, written once; the editor completes its fields and roles.';
const SELDOM = 'Settled once, with the events it names, by whoever wrote the workflow.';

/** What the text alone has, and why. */
export const TEXT_ONLY: Readonly<Record<string, string>> = {
  'workflow.workflow': FIXED,
  'workflow.emergency': RARE, 'emergency.title': RARE, 'emergency.when': RARE, 'emergency.fields': RARE, 'emergency.likeness': RARE, 'emergency.bureau': RARE,
  'automation.automation': OF_PLUGINS, 'automation.compensate': OF_PLUGINS, 'automation.dry': OF_PLUGINS, 'automation.input': OF_PLUGINS, 'automation.output': OF_PLUGINS,
  'automation.retry.attempts': OF_PLUGINS, 'automation.retry.backoff': OF_PLUGINS, 'automation.timeout': OF_PLUGINS,
  'lookup.title': OF_PLUGINS, 'lookup.on': OF_PLUGINS, 'lookup.output': OF_PLUGINS, 'lookup.dry': OF_PLUGINS, 'lookup.otherwise': OF_PLUGINS, 'workflow.lookups': OF_PLUGINS,
  'event.from': SELDOM,
  'card.for': OF_PLUGINS,
  'workflow.matter': SELDOM, 'workflow.apart': SELDOM, 'personalField.after': SELDOM,
  'workflow.share': SELDOM, 'share.on': SELDOM, 'share.until': SELDOM, 'share.when': SELDOM, 'share.roles': SELDOM, 'share.bureau': SELDOM, 'share.answer': SELDOM,
  'workflow.handIn': SELDOM, 'handIn.title': SELDOM, 'handIn.when': SELDOM, 'handIn.request': SELDOM, 'handIn.consent': SELDOM, 'handIn.likeness': SELDOM,
  'workflow.refuseStart': SELDOM, 'refusedStart.refuse': SELDOM, 'refusedStart.when': SELDOM, 'refusedStart.say': SELDOM,
  'workflow.public': OF_PLUGINS, 'public.while': OF_PLUGINS, 'public.fields': OF_PLUGINS, 'public.likeness': OF_PLUGINS, 'public.hears': OF_PLUGINS,
  'workflow.restricted': SELDOM, 'workflow.uncounted': SELDOM,
  'matter.of': SELDOM, 'matter.within': SELDOM, 'matter.again': SELDOM, 'matter.elsewhere': SELDOM,
  'publication.publish': OF_PLUGINS, 'publication.version': OF_PLUGINS, 'publication.data': OF_PLUGINS,
};
