import { text, type Bilingual } from '@stationhouse/kernel';
import { z } from 'zod';
import { definitionGrammar } from './grammar.js';
import type { JsonObject } from './types.js';

/** Where the published schema stands in the repository; a definition names it in its first line, for its editor. */
export const DEFINITION_SCHEMA_FILE = 'libs/workflow/schema/workflow.schema.json';

type Node = Record<string, unknown> & { properties?: Record<string, Node>; $defs?: Record<string, Node> };

/**
 * The JSON Schema (2020-12) of a definition file, made from the grammar, with a word on every key: what editors complete from.
 * It says what may be written where; what must hold between elements is `validateDefinition`'s.
 * @param grammar one that adds sections of its own, described there
 * @param locale the language of the words; the committed schema is in English
 */
export function definitionJsonSchema(grammar: z.ZodType = definitionGrammar, locale: keyof Bilingual = 'en'): JsonObject {
  const schema = z.toJSONSchema(grammar, { io: 'input' }) as Node;
  const parts: Readonly<Record<string, Node>> = { definition: schema, ...schema.$defs };
  for (const [part, words] of Object.entries(DESCRIPTIONS)) {
    for (const [key, said] of Object.entries(words)) {
      const property = parts[part]?.properties?.[key];
      if (property === undefined) throw new Error(`The grammar has no ${part}.${key} to describe.`);
      Object.assign(property, { description: said[locale] });
    }
  }
  return { title: 'Stationhouse workflow definition', ...schema } as JsonObject;
}

const STEP = {
  to: text('去向；不写则停留在原状态。', 'Where it leads; without it the state stays.'),
  when: text('条件（CEL）。', 'The guard, in CEL.'),
  because: text('依据的条款或规定。', 'The clause or rule behind it.'),
  set: text('数据字段及其新值（CEL）。', 'Fields of the data and their new values, in CEL.'),
  do: text('要执行的动作，按名称。', 'Actions, by name.'),
  raise: text('告知外层状态的事件。', 'An event for the states around.'),
  refuse: text('拒绝办理，说明写在 refusals 中。', 'Says no, with a text under refusals.'),
  say: text('拒绝说明中 {name} 代表的时间或文字（CEL）。', 'What {name} in the text of the refusal stands for: moments or texts, in CEL.'),
};

const STATE = {
  title: text('名称，中英文。', 'What people call it.'),
  assign: text('内层任务由哪些岗位完成（CEL）。', 'CEL that gives the roles of the tasks inside.'),
  tasks: text('在此由人完成的任务。', 'What people do here.'),
  on: text('何事推动流程：任务.结果、事件、自动处理成功、关联事项办结。', 'What leads on: task.outcome, an event, automation.succeeded, linked.closed.'),
  after: text('到时自动流转，各有名称。', 'Named timeouts.'),
  clock: text('在此状态期间计时的时限。', 'A clock that runs while the state is active.'),
  pauses: text('在此暂停的外层时限。', 'Clocks around that stand still here.'),
  choose: text('自动通过：取第一个条件成立的分支。', 'Passed through: the first whose guard holds.'),
  until: text('等到某一时间（at）或条件成立（when）。', 'Waits for a moment (at) or a condition (when).'),
  history: text('回到离开外层状态时所在之处：shallow 或 deep。', 'Leads back to where the state around it was left: shallow or deep.'),
  default: text('历史状态：尚未进入过时的去向。', 'Of a history: where to when nothing was entered yet.'),
  start: text('内层的第一个状态。', 'The first state inside.'),
  states: text('内层状态，依次进行。', 'States inside, one at a time.'),
  parallel: text('内层状态，同时进行。', 'States inside, all at once.'),
  done: text('内层全部结束后的去向。', 'Where to when everything inside is over.'),
  final: text('终点，之后不再有内容。', 'Nothing comes after it.'),
  outcome: text('最外层终点：事项的办理结果。', 'Of an outermost final state: how the instance ended.'),
  optional: text('上级或本所可停用；停用后直接转到这里。', 'A bureau or station may switch it off; an instance then goes on here.'),
};

/** A word on each key, by the part of the grammar it stands in. */
const DESCRIPTIONS: Readonly<Record<string, Readonly<Record<string, Bilingual>>>> = {
  definition: {
    workflow: text('流程标识，小写字母和连字符：dispute-mediation。', 'The id, in kebab-case: dispute-mediation.'),
    title: text('名称，中英文。', 'What people call it.'),
    description: text('供选用者看的一两句说明。', 'One or two sentences for whoever chooses it.'),
    number: text('事项编号格式，每所每年连续：JF-{station}-{yyyy}-{00000}。', 'Pattern of the instance numbers, gapless per station and year: JF-{station}-{yyyy}-{00000}.'),
    label: text('列表中显示事项所用的字段。', 'Fields of the data that name an instance in lists.'),
    data: text('事项保存的数据（JSON Schema 2020-12）；名称用中英文，个人信息标 x-personal。', 'JSON Schema 2020-12 of the data; titles in both languages, x-personal for the class of a personal datum.'),
    parameters: text('上级和各所可以调整的内容及范围。', 'What a bureau and a station may turn, and how far.'),
    forms: text('任务和事件要填写的表单。', 'What tasks and events ask for.'),
    startForm: text('发起事项时填写的表单。', 'The form that starts an instance.'),
    starts: text('linked：只由其他流程、事件或计划发起，不能手工发起。', 'linked: only another workflow, an event or a schedule starts it, nobody by hand.'),
    apart: text('资料只用于本流程：不与其他事项编入系列，其他插件不得扩展，只能发起本插件的流程；课题中其人员另用代号。', 'What its instances hold serves this workflow alone: they are in no series, no other plugin adds to it, it starts workflows of its plugin only and publishes nothing, and its people have pseudonyms of their own in studies.'),
    handIn: text('无账号的人用一次性链接交照片。', 'How somebody without an account hands in photos, by a link that serves once.'),
    refuseStart: text('哪些内容不能发起：取第一个成立的条件。', 'What no instance may begin with: the first whose guard holds refuses the start.'),
    matter: text('同一事由：再次发起时并入正在办理的事项。', 'By what instances are of one matter: a start of one that runs joins it.'),
    lookups: text('办理前查询的外部情况，表达式以 found.名称 读取。', 'Facts from outside that steps read as found.name, looked up by the plugin.'),
    events: text('可以登记的事件。', 'What somebody may report.'),
    public: text('对外公开的内容：分局开放公开页面后，任何人可见。', 'What anybody may see on a public page, where the bureau has opened it.'),
    emergency: text('应急卡：在紧急情况下向受派人员开放的最少信息。', 'The card of the least facts that opens in need to those who are called out.'),
    refusals: text('流程拒绝办理时的说明。', 'What people are told when the workflow says no.'),
    actions: text('流转时附带的动作：通知、关联事项、自动处理。', 'What transitions do besides: automations, notices, linked instances.'),
    start: text('第一个状态。', 'The first state.'),
    states: text('全部状态，按名称。', 'The states, by name.'),
    fragments: text('多处使用的片段，可带参数。', 'Pieces that are used several times, with parameters.'),
    'extension-points': text('各所可以加步骤和问题的位置：after registered、inside followingUp、before settled、form visit。', 'Where a station may add steps and questions: after registered, inside followingUp, before settled, form visit.'),
  },
  emergency: {
    title: text('卡片名称；不写为“应急卡”。', 'What the card is called; Emergency card when absent.'),
    when: text('开启条件（CEL），只用 data 和 parameters；不再成立或事项办结即关闭。', 'When it is open, in CEL over data and parameters; it closes when this no longer holds, and with the instance.'),
    fields: text('卡上的数据字段，可写到里层（person.phone）；P3 不能写。', 'Fields of the data it shows, also inner ones (person.phone); never P3.'),
    likeness: text('卡上显示标为“本人照片”的附件。', 'It shows the attachments that are marked as the person’s likeness.'),
    bureau: text('分局哪些岗位也可打开。', 'Roles of the bureau that may open it as well.'),
  },
  share: {
    on: text('请相邻派出所协查的事件：应急卡开启时按下即发出。', 'The event that asks neighbouring stations, while the card is open.'),
    until: text('撤回协查的事件；应急卡关闭时自动结束。', 'The event that lets them go; the end of the emergency does as well.'),
    when: text('哪些情况下可以协查（CEL），只用 data 和 parameters；不写则应急卡开启即可。', 'When they may be asked, in CEL over data and parameters; whenever the card is open when absent.'),
    roles: text('相邻派出所的哪些岗位响铃，并可打开应急卡。', 'Whom it rings at a neighbouring station; they open the card there.'),
    bureau: text('同时通知分局哪些岗位。', 'Roles of the bureau that it rings as well.'),
    answer: text('对方答复时收到的事件（from: share）：station、answer，可有 place、at、words。', 'The event (from: share) that tells what a station has answered: station, answer, and where the form asks for them place, at, words.'),
  },
  public: {
    while: text('处于哪个状态时对外公开（状态路径）；离开该状态即撤下。', 'The state it is shown in, by its path; it is withdrawn with the step that leaves it.'),
    fields: text('公开的数据字段，经审批的文字等；P3 不能写。', 'Fields of the data that are shown, like a text that was approved; never P3.'),
    likeness: text('公开标为“本人照片”的附件。', 'Attachments that are marked as the person’s likeness are shown.'),
    hears: text('群众从公开页面提供情况时收到的事件（from: public）。', 'The event (from: public) that tells what somebody has said on the page.'),
  },
  parameter: {
    title: text('所长看到的名称。', 'What the chief sees.'),
    type: text('类型：时长、数字、是否、文字或岗位。', 'duration, number, boolean, text or role.'),
    default: text('无人设定时的值。', 'Its value where nobody sets it.'),
    min: text('最小值：一个值，或另一参数（$laterLead）。', 'The least it may be: a value, or another parameter ($laterLead).'),
    max: text('最大值：一个值，或另一参数。', 'The most it may be: a value, or another parameter.'),
    calendar: text('时长的计算方式；不写为自然日。workingDays 须为整天。', 'How a duration is counted; natural when absent. workingDays takes whole days.'),
    locked: text('下级不能修改。', 'Nobody below may set it.'),
    because: text('依据的条款或规定。', 'The clause or rule behind it.'),
  },
  form: { title: text('表单标题。', 'Its heading.'), help: text('填写时的注意事项。', 'What to bear in mind while filling it in.'), schema: text('填写内容（JSON Schema 2020-12）。', 'JSON Schema 2020-12 of the answer.'), ui: text('显示方式（uiSchema）。', 'Hints for the renderer (uiSchema).') },
  handIn: {
    title: text('办理人员看到的名称。', 'What officers press for a link.'),
    request: text('请对方交什么样的照片。', 'What the page asks for.'),
    consent: text('照片做什么用、保存多久；对方同意后才能上传。', 'What the photos are for and how long they are kept: agreed to before anything is sent.'),
    when: text('何时可以交（CEL），只用 data 和 parameters；不写则办理期间都可以。', 'While photos may be handed in, in CEL over data and parameters; as long as the instance runs when absent.'),
    likeness: text('接受的照片标为“本人照片”。', 'An accepted photo shows the person, and may stand on the emergency card.'),
  },
  refusedStart: {
    refuse: text('拒绝发起，说明写在 refusals 中。', 'Says no, with a text under refusals.'),
    when: text('条件（CEL），只用 data、parameters 和 now。', 'The guard, in CEL over data, parameters and now.'),
    say: STEP.say,
  },
  matter: {
    of: text('判断是否同一事由的文字（CEL）；空文字表示没有。', 'CEL over the data that gives a text: two with the same are one matter; an empty one is none.'),
    within: text('事项发起后多久内的再次发起并入它；不写则只要在办即并入。', 'How long after its own start an instance takes others in; as long as it runs when absent.'),
    again: text('被并入的事项收到的事件；发起表单中同名的字段随之告知。', 'The event it hears then, with the fields of the start that the event’s form asks for.'),
    elsewhere: text('分局内其他派出所也在办同一事由时，双方收到的事件；只告知派出所名称（station）。', 'The event that both hear where one of the matter runs at another station of the bureau: told is its name alone (station).'),
  },
  lookup: {
    title: text('查询什么，中英文。', 'What is looked up.'),
    on: text('何时查询：start（发起）、任务.结果、事件。', 'When: start, task.outcome, names of events.'),
    output: text('查询结果的 JSON Schema：计数、编号、代码、时间。', 'JSON Schema of what is found: counts, ids, codes, moments.'),
    dry: text('演练、模拟和推演时使用的结果。', 'What is taken in exercises, simulations and questions of what if.'),
    otherwise: text('查询失败时使用的结果；不写则不能继续办理。', 'What is taken where it fails; the step is refused when absent.'),
  },
  event: { title: text('名称，中英文。', 'What people call it.'), form: text('要填写的表单。', 'What it asks for.'), from: text('不能手工登记：plugin 只由插件的服务端登记，linked 只由发起本事项的事项告知，share 为协查单位的答复，public 由群众在公开页面上提供。', 'Nobody reports it by hand: plugin – only the plugin’s server does; linked – the instance that started this one tells it; share – a neighbouring station has answered; public – somebody said it on a public page.') },
  automation: {
    automation: text('插件的处理程序，按标识。', 'The handler of the plugin, by id.'),
    input: text('传入内容：每个字段一个 CEL 表达式。', 'What it gets: a CEL expression per field.'),
    output: text('结果的 JSON Schema，在 on: { 名称.succeeded: … } 中以 event 读取。', 'JSON Schema of its result, read as event by on: { name.succeeded: … }.'),
    timeout: text('每次尝试的最长时间。', 'How long one attempt may take.'),
    retry: text('尝试次数及第二次前的等待时间，每次加倍。', 'How often it is tried, and how long to wait before the second attempt; the wait doubles.'),
    compensate: text('不再等待结果时用于撤销的自动处理。', 'The automation that makes it good when its result is not awaited any more.'),
    dry: text('演练时使用的结果，不实际调用。', 'The result an exercise gets instead of a call.'),
  },
  publication: {
    publish: text('发生了什么，按插件 events.publishes 的声明：dispute.settled。', 'What happened, as the plugin declares it under events.publishes: dispute.settled.'),
    version: text('所发布事件的版本。', 'The version of the event it publishes.'),
    data: text('标识和代码：每个字段一个 CEL 表达式。', 'Ids and codes: a CEL expression per field.'),
  },
  answers: {
    from: text('每个岗位一人。不写：任务所属的任何人。', 'One answer per role. Left out: anybody the task is for.'),
    need: text('多少人意见一致：数字、all 或参数。', 'How many must give the same outcome: a number, all, or a parameter.'),
    of: text('最多几人答复；仅在没有 from 时。', 'At most so many answer; only without from.'),
    veto: text('一票即定的结果。', 'Outcomes that one answer settles.'),
    otherwise: text('其他结果都不可能时的结果。', 'The outcome once no other can be reached.'),
  },
  outcome: { title: text('按钮文字。', 'The button.'), requires: text('此结果必须填写的表单字段。', 'Fields of the form that this outcome needs.'), automatic: text('无人选择，由 answers.otherwise 得出。', 'Nobody picks it: answers.otherwise leads to it.') },
  task: {
    title: text('要做什么。', 'What is to be done.'),
    role: text('由哪个岗位完成，或参数。', 'The role it is for, or a parameter.'),
    assign: text('或：给出岗位列表的 CEL 表达式。', 'Or: CEL that gives the list of roles.'),
    form: text('要填写的表单。', 'What it asks for.'),
    outcomes: text('可能的结果；不写则只有“完成”（done）。', 'How it may end; without any there is one, done.'),
    due: text('自打开起的期限。', 'How long it may take from its opening.'),
    dueAt: text('或：给出时间的 CEL 表达式。', 'Or: CEL that gives the moment.'),
    remind: text('到期前多久提醒。', 'How long before it is due people are reminded.'),
    escalate: text('逾期多久后同时转给谁。', 'Whom it also goes to, how long after it was due.'),
    take: text('claim（自行认领）或 assign（由有权者指派）。', 'claim (whoever is asked takes it) or assign (somebody with that right names the person).'),
    answers: text('由多人答复（会签）。', 'Several answer it.'),
    delegate: text('可以转办。', 'It may be handed to a colleague.'),
    recall: text('完成后多久内可以撤回。', 'How long whoever completed it may take it back.'),
    separateFrom: text('办理人不得是哪些任务的完成人；start 指登记人。', 'Whose doer may not do this one: keys of tasks; start is whoever began the instance.'),
    card: text('网外人员、或分局（for: bureau）能看到的数据字段。', 'What people outside the police network, or the bureau (for: bureau), see of it: fields of the data.'),
  },
  step: { ...STEP, otherwise: text('用于 done：等到条件成立。', 'In a done: wait until the guard holds.') },
  timeout: { ...STEP, title: text('名称，中英文。', 'What people call it.'), in: text('进入状态后多久。', 'How long after the state is entered.'), at: text('或：给出时间的 CEL 表达式。', 'Or: CEL that gives the moment.') },
  clock: {
    key: text('暂停时引用的名称；不写为状态名。', 'What pauses call it; the state’s name when absent.'),
    title: text('名称，中英文。', 'What people call it.'),
    budget: text('时限长度。', 'How long it runs.'),
    until: text('或：给出到期时间的 CEL 表达式。', 'Or: CEL that gives the moment it is due.'),
    warn: text('到期前多久预警。', 'How long before it is due it warns.'),
    because: text('依据的条款或规定。', 'The clause or rule behind it.'),
  },
  freeClock: {
    runs: text('计时的条件；可用 active("状态路径")。', 'The condition under which it runs; it may ask active("path.of.state").'),
    stops: text('此条件成立即提前结束。', 'Ends it early as soon as this holds.'),
    pauses: text('此条件成立期间暂停。', 'It stands still while this holds.'),
    pausedUntil: text('给出暂停结束时间的 CEL；不写为实际结束时。', 'CEL that gives the moment a pause was over; its end when absent.'),
  },
  state: { ...STATE, use: text('在此使用的片段。', 'A fragment in its place.'), with: text('传给片段的内容。', 'What the fragment is given.') },
  fragment: { ...STATE, parameters: text('接收的内容：duration、moment、form、role、target 或 title。', 'What it is given: duration, moment, form, role, target or title.') },
};
