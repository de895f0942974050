import { FileReading, InstanceForms, Loading, ScopeContext, TableReader, useScope, type InstanceFormProps, type Scope } from '@stationhouse/plugin-web';
import { lazy, Suspense, useMemo, type ReactNode } from 'react';
import { Navigate, Route, Routes, useParams } from 'react-router';
import { plugins } from '../composition.js';
import { PluginPage } from '../pages/plugins/PluginOff.js';
import { PERMISSIONS } from '../permissions.js';
import { homeOf } from './navigation.js';
import { bureauScope, startBase, stationScope, type Me } from '../session/me.js';
import { readTable } from '../files/table.js';
import { fetchFile } from '../files/transfer.js';
import { FormScreens } from '../form/screens.js';
import { FormWidgets } from '../form/widgets.js';
import { stationWidgets } from '../pages/outside/widgets.js';
import { NotFound } from './NotFound.js';
import { screensOf } from './screens.js';
import { Shell } from './Shell.js';

const Workbench = lazy(() => import('../pages/workbench/Workbench.js'));
const Incidents = lazy(() => import('../pages/incidents/Incidents.js'));
const NewIncident = lazy(() => import('../pages/incidents/NewIncident.js'));
const IncidentPage = lazy(() => import('../pages/incidents/IncidentPage.js'));
const Tasks = lazy(() => import('../pages/tasks/Tasks.js'));
const AwayPage = lazy(() => import('../away/AwayPage.js'));
const Instances = lazy(() => import('../pages/instances/Instances.js'));
const NewInstance = lazy(() => import('../pages/instances/NewInstance.js'));
const FromSheet = lazy(() => import('../pages/sheets/FromSheet.js'));
const Referrals = lazy(() => import('../pages/instances/Referrals.js'));
const OpenInstance = lazy(() => import('../pages/instances/OpenInstance.js'));
const InstancePage = lazy(() => import('../pages/instances/InstancePage.js'));
const CardPage = lazy(() => import('../pages/emergency/CardPage.js'));
const SharedCardPage = lazy(() => import('../pages/shares/SharedCardPage.js'));
const SharedCards = lazy(() => import('../pages/shares/SharedCards.js'));
const CardReviews = lazy(() => import('../pages/emergency/Reviews.js'));
const Exercises = lazy(() => import('../pages/exercises/Exercises.js'));
const PlanExercise = lazy(() => import('../pages/exercises/PlanExercise.js'));
const ExercisePage = lazy(() => import('../pages/exercises/ExercisePage.js'));
const Imports = lazy(() => import('../pages/imports/Imports.js'));
const NewImport = lazy(() => import('../pages/imports/NewImport.js'));
const ImportPage = lazy(() => import('../pages/imports/ImportPage.js'));
const InboundEvents = lazy(() => import('../pages/inbound/InboundEvents.js'));
const InboundEventPage = lazy(() => import('../pages/inbound/InboundEventPage.js'));
const EventSources = lazy(() => import('../pages/inbound/EventSources.js'));
const Exports = lazy(() => import('../pages/exports/Exports.js'));
const Studies = lazy(() => import('../pages/studies/Studies.js'));
const StudyPage = lazy(() => import('../pages/studies/StudyPage.js'));
const AccessGrants = lazy(() => import('../pages/rights/AccessGrants.js'));
const Outside = lazy(() => import('../pages/outside/Outside.js'));
const Members = lazy(() => import('../pages/members/Members.js'));
const Patrols = lazy(() => import('../pages/places/Patrols.js'));
const Dashboards = lazy(() => import('../pages/dashboards/Dashboards.js'));
const DashboardPage = lazy(() => import('../pages/dashboards/DashboardPage.js'));
const Wall = lazy(() => import('../pages/dashboards/Wall.js'));
const Duty = lazy(() => import('../pages/duty/Duty.js'));
const StationHours = lazy(() => import('../pages/calendars/StationHours.js'));
const Audit = lazy(() => import('../pages/audit/Audit.js'));
const Account = lazy(() => import('../pages/account/Account.js'));
const Security = lazy(() => import('../pages/security/Security.js'));
const Calendars = lazy(() => import('../pages/calendars/Calendars.js'));
const Operations = lazy(() => import('../pages/operations/Operations.js'));
const Notices = lazy(() => import('../notices/Notices.js'));
const Plugins = lazy(() => import('../pages/plugins/Plugins.js'));
const Templates = lazy(() => import('../pages/documents/Templates.js'));
const ConfigurationFiles = lazy(() => import('../pages/configuration-files/ConfigurationFiles.js'));
const Retention = lazy(() => import('../pages/retention/Retention.js'));
const BureauPlugins = lazy(() => import('../pages/plugins/BureauPlugins.js'));
const Gallery = lazy(() => import('../pages/configure/Gallery.js'));
const Designer = lazy(() => import('../pages/configure/Designer.js'));
const Migrations = lazy(() => import('../pages/configure/migrations/Migrations.js'));
const PlanMigration = lazy(() => import('../pages/configure/migrations/PlanMigration.js'));
const MigrationPage = lazy(() => import('../pages/configure/migrations/MigrationPage.js'));
const AuthoringPage = lazy(() => import('../pages/configure/authoring/AuthoringPage.js'));
const BureauTasks = lazy(() => import('../pages/bureau-tasks/BureauTasks.js'));
const BureauTaskPage = lazy(() => import('../pages/bureau-tasks/BureauTaskPage.js'));
const Stations = lazy(() => import('../pages/stations/Stations.js'));
const Matrix = lazy(() => import('../pages/matrix/Matrix.js'));
const ReviewRules = lazy(() => import('../pages/matrix/ReviewRules.js'));
const Figures = lazy(() => import('../pages/figures/Figures.js'));
const FigureRecords = lazy(() => import('../pages/figures/FigureRecords.js'));
const FigureKeeping = lazy(() => import('../pages/figures/Keeping.js'));
const QueryWorkbench = lazy(() => import('../pages/queries/QueryWorkbench.js'));
const ApiKeys = lazy(() => import('../pages/api-keys/ApiKeys.js'));
const BureauApiKeys = lazy(() => import('../pages/api-keys/BureauApiKeys.js'));
const Compare = lazy(() => import('../pages/matrix/Compare.js'));
const Briefings = lazy(() => import('../pages/briefings/Briefings.js'));
const BriefingPage = lazy(() => import('../pages/briefings/BriefingPage.js'));
const Flags = lazy(() => import('../pages/conformance/Flags.js'));
const Conformance = lazy(() => import('../pages/conformance/Conformance.js'));

const InstanceFormDrawer = lazy(() => import('../pages/instances/InstanceFormDrawer.js'));
const InstanceFormPart = (props: InstanceFormProps) => <Suspense fallback={null}><InstanceFormDrawer {...props} /></Suspense>;

const pluginPages = plugins.flatMap((plugin) => plugin.pages.map((page) => ({
  place: page.place ?? 'station',
  path: ['p', plugin.id, page.path].filter(Boolean).join('/'),
  pluginId: plugin.id,
  permission: page.permission,
  Component: lazy(page.load),
})));

/** A page for those who may open it; for others it does not exist. */
function Allowed({ permission, children }: { permission?: string | undefined; children: ReactNode }) {
  const scope = useScope();
  return permission === undefined || scope.may(permission) ? children : <NotFound />;
}

/** A record's page, whose reader may have been granted access to this one record alone. */
function OfRecord({ me, children }: { me: Me; children: ReactNode }) {
  const { id } = useParams();
  const scope = useScope();
  const granted = me.accessGrants.some((grant) => grant.stationId === scope.stationId && grant.recordId === id);
  const wider = useMemo(() => ({ ...scope, may: (permission: string) => READING.has(permission) || scope.may(permission) }), [scope]);
  return granted ? <ScopeContext value={wider}>{children}</ScopeContext> : children;
}

const READING: ReadonlySet<string> = new Set([PERMISSIONS.readInstances, PERMISSIONS.readIncidents]);

/** All pages, below the bureau or the station they work in. */
export function Pages({ me }: { me: Me }) {
  const start = startBase(me);
  return (
    <Routes>
      <Route path="/" element={start === undefined ? <Framed scope={emptyScope(me)}><NoPlace /></Framed> : <Navigate replace to={start === '/bureau' ? start : `${start}/workbench`} />} />
      <Route path="/s/:stationId/wall" element={<OnWall me={me} />} />
      <Route path="/bureau/wall" element={<OnWall me={me} />} />
      <Route path="/s/:stationId/*" element={<StationPages me={me} />} />
      <Route path="/bureau/*" element={<BureauPages me={me} />} />
      <Route path="/account/keys" element={<Framed scope={placeScope(me, start)}><ApiKeys /></Framed>} />
      <Route path="/account" element={<Framed scope={placeScope(me, start)}><Account /></Framed>} />
      <Route path="*" element={<Framed scope={placeScope(me, start)}><NotFound /></Framed>} />
    </Routes>
  );
}

/** A page over the whole screen, without the frame around the others. */
function OnWall({ me }: { me: Me }) {
  const { stationId } = useParams();
  const scope = useMemo(() => (stationId === undefined ? bureauScope(me) : stationScope(me, stationId)), [me, stationId]);
  if (scope === undefined || !scope.may(PERMISSIONS.readMetrics)) return <Framed scope={placeScope(me, startBase(me))}><NotFound /></Framed>;
  return <ScopeContext value={scope}><Suspense fallback={<Loading rows={6} />}><Wall /></Suspense></ScopeContext>;
}

function StationPages({ me }: { me: Me }) {
  const { stationId = '' } = useParams();
  const scope = useMemo(() => stationScope(me, stationId), [me, stationId]);
  if (scope === undefined) return <Framed scope={placeScope(me, startBase(me))}><NotFound /></Framed>;
  const guard = (permission: string | undefined, page: ReactNode) => <Allowed permission={permission}>{page}</Allowed>;
  const home = homeOf(scope);
  return (
    <Framed scope={scope}>
      <Routes>
        <Route index element={<Navigate replace to="workbench" />} />
        <Route path="workbench" element={home === 'workbench' ? <Workbench /> : <Navigate replace to={`../${home}`} />} />
        <Route path="notices" element={<Notices />} />
        <Route path="incidents" element={guard(PERMISSIONS.readIncidents, <Incidents />)} />
        <Route path="incidents/new" element={guard(PERMISSIONS.createIncident, <NewIncident />)} />
        <Route path="incidents/:id" element={<OfRecord me={me}>{guard(PERMISSIONS.readIncidents, <IncidentPage />)}</OfRecord>} />
        <Route path="tasks" element={guard(PERMISSIONS.readInstances, <Tasks />)} />
        <Route path="away" element={guard(PERMISSIONS.readInstances, <AwayPage />)} />
        <Route path="instances" element={guard(PERMISSIONS.readInstances, <Instances />)} />
        <Route path="instances/referrals" element={guard(PERMISSIONS.readInstances, <Referrals />)} />
        <Route path="instances/new" element={guard(PERMISSIONS.startInstance, <NewInstance />)} />
        <Route path="instances/sheet" element={guard(PERMISSIONS.startInstance, <FromSheet />)} />
        <Route path="instances/:id" element={<OfRecord me={me}>{guard(PERMISSIONS.readInstances, <InstancePage />)}</OfRecord>} />
        <Route path="instances/:id/open" element={guard(PERMISSIONS.readInstances, <OpenInstance />)} />
        <Route path="emergency" element={guard(PERMISSIONS.readEmergencyViews, <CardReviews />)} />
        <Route path="shares" element={guard(PERMISSIONS.openEmergencyCards, <SharedCards />)} />
        <Route path="shares/:id" element={guard(PERMISSIONS.openEmergencyCards, <SharedCardPage />)} />
        <Route path="emergency/:id" element={guard(PERMISSIONS.openEmergencyCards, <CardPage />)} />
        <Route path="exercises" element={guard(PERMISSIONS.readInstances, <Exercises />)} />
        <Route path="exercises/new" element={guard(PERMISSIONS.directExercises, <PlanExercise />)} />
        <Route path="exercises/:id" element={guard(PERMISSIONS.readInstances, <ExercisePage />)} />
        <Route path="exercises/:id/plan" element={guard(PERMISSIONS.directExercises, <PlanExercise />)} />
        <Route path="imports" element={guard(PERMISSIONS.manageImports, <Imports />)} />
        <Route path="imports/new" element={guard(PERMISSIONS.manageImports, <NewImport />)} />
        <Route path="imports/:id" element={guard(PERMISSIONS.manageImports, <ImportPage />)} />
        <Route path="events" element={guard(PERMISSIONS.readInboundEvents, <InboundEvents />)} />
        <Route path="events/:id" element={guard(PERMISSIONS.readInboundEvents, <InboundEventPage />)} />
        <Route path="queries" element={guard(PERMISSIONS.keepQueries, <QueryWorkbench />)} />
        <Route path="studies" element={guard(PERMISSIONS.conductStudies, <Studies />)} />
        <Route path="studies/:id" element={guard(PERMISSIONS.conductStudies, <StudyPage />)} />
        <Route path="exports" element={guard(PERMISSIONS.exportEventLog, <Exports />)} />
        <Route path="briefings" element={guard(PERMISSIONS.readBriefings, <Briefings />)} />
        <Route path="briefings/:id" element={guard(PERMISSIONS.readBriefings, <BriefingPage />)} />
        <Route path="patrols" element={guard(PERMISSIONS.readPatrols, <Patrols />)} />
        <Route path="dashboards" element={guard(PERMISSIONS.readMetrics, <Dashboards />)} />
        <Route path="dashboards/:dashboardId" element={guard(PERMISSIONS.readMetrics, <DashboardPage />)} />
        <Route path="duty" element={guard(PERMISSIONS.readDuty, <Duty />)} />
        <Route path="hours" element={guard(PERMISSIONS.manageStationHours, <StationHours />)} />
        <Route path="access" element={guard(PERMISSIONS.readAccessGrants, <AccessGrants />)} />
        <Route path="outside" element={guard(PERMISSIONS.readOutside, <Outside />)} />
        <Route path="members" element={guard(PERMISSIONS.readMembers, <Members />)} />
        <Route path="operations" element={guard(PERMISSIONS.readOperations, <Operations />)} />
        <Route path="documents" element={guard(PERMISSIONS.readTemplates, <Templates />)} />
        <Route path="plugins" element={guard(PERMISSIONS.readPlugins, <Plugins />)} />
        <Route path="configuration" element={guard(PERMISSIONS.publishConfiguration, <ConfigurationFiles />)} />
        <Route path="workflows" element={guard(PERMISSIONS.readConfiguration, <Gallery />)} />
        <Route path="workflows/:workflow" element={guard(PERMISSIONS.readConfiguration, <Designer />)} />
        <Route path="workflows/:workflow/migrations" element={guard(PERMISSIONS.migrateInstances, <Migrations />)} />
        <Route path="workflows/:workflow/migrations/new" element={guard(PERMISSIONS.migrateInstances, <PlanMigration />)} />
        <Route path="workflows/:workflow/migrations/:batch" element={guard(PERMISSIONS.migrateInstances, <MigrationPage />)} />
        <Route path="figures" element={guard(PERMISSIONS.readMetrics, <Figures />)} />
        <Route path="figures/records" element={guard(PERMISSIONS.readMetrics, <FigureRecords />)} />
        <Route path="conformance" element={guard(PERMISSIONS.readMetrics, <Conformance />)} />
        <Route path="flags" element={guard(PERMISSIONS.readPatternFlags, <Flags />)} />
        <Route path="retention" element={guard(PERMISSIONS.readRetention, <Retention />)} />
        <Route path="audit" element={guard(PERMISSIONS.readAudit, <Audit />)} />
        {pluginPages.filter(({ place }) => place === 'station').map(({ path, pluginId, permission, Component }) => <Route key={path} path={path} element={guard(permission, <PluginPage pluginId={pluginId}><Component /></PluginPage>)} />)}
        <Route path="*" element={<NotFound />} />
      </Routes>
    </Framed>
  );
}

/** Where somebody of the bureau begins: with the configuration they answer for, else with what stations ask of them. */
function bureauHome({ may }: Scope): string {
  return may(PERMISSIONS.readConfiguration) ? 'overview' : may(PERMISSIONS.workBureauTasks) ? 'tasks' : 'stations';
}

function BureauPages({ me }: { me: Me }) {
  const scope = useMemo(() => bureauScope(me), [me]);
  if (scope === undefined) return <Framed scope={placeScope(me, startBase(me))}><NotFound /></Framed>;
  const guard = (permission: string, page: ReactNode) => <Allowed permission={permission}>{page}</Allowed>;
  return (
    <Framed scope={scope}>
      <Routes>
        <Route index element={<Navigate replace to={bureauHome(scope)} />} />
        <Route path="tasks" element={guard(PERMISSIONS.workBureauTasks, <BureauTasks />)} />
        <Route path="tasks/:stationId/:id" element={guard(PERMISSIONS.workBureauTasks, <BureauTaskPage />)} />
        <Route path="overview" element={guard(PERMISSIONS.readConfiguration, <Matrix />)} />
        <Route path="studies" element={guard(PERMISSIONS.reviewStudies, <Studies />)} />
        <Route path="reviews" element={guard(PERMISSIONS.readConfiguration, <ReviewRules />)} />
        <Route path="compare" element={guard(PERMISSIONS.readMetrics, <Compare />)} />
        <Route path="dashboards" element={guard(PERMISSIONS.readMetrics, <Dashboards />)} />
        <Route path="dashboards/:dashboardId" element={guard(PERMISSIONS.readMetrics, <DashboardPage />)} />
        <Route path="figures" element={guard(PERMISSIONS.readMetrics, <Figures />)} />
        <Route path="figures/keeping" element={guard(PERMISSIONS.keepFigures, <FigureKeeping />)} />
        <Route path="conformance" element={guard(PERMISSIONS.readMetrics, <Conformance />)} />
        <Route path="stations" element={<Stations />} />
        <Route path="workflows" element={guard(PERMISSIONS.readConfiguration, <Gallery />)} />
        <Route path="workflows/own/:workflow" element={guard(PERMISSIONS.readConfiguration, <AuthoringPage />)} />
        <Route path="workflows/:workflow" element={guard(PERMISSIONS.readConfiguration, <Designer />)} />
        <Route path="workflows/:workflow/migrations" element={guard(PERMISSIONS.migrateInstances, <Migrations />)} />
        <Route path="workflows/:workflow/migrations/new" element={guard(PERMISSIONS.migrateInstances, <PlanMigration />)} />
        <Route path="workflows/:workflow/migrations/:batch" element={guard(PERMISSIONS.migrateInstances, <MigrationPage />)} />
        <Route path="queries" element={guard(PERMISSIONS.keepQueries, <QueryWorkbench />)} />
        <Route path="keys" element={guard(PERMISSIONS.overseeApiKeys, <BureauApiKeys />)} />
        <Route path="calendar" element={guard(PERMISSIONS.manageCalendars, <Calendars />)} />
        <Route path="notices" element={<Notices />} />
        <Route path="imports" element={guard(PERMISSIONS.manageImports, <Imports />)} />
        <Route path="imports/new" element={guard(PERMISSIONS.manageImports, <NewImport />)} />
        <Route path="imports/:id" element={guard(PERMISSIONS.manageImports, <ImportPage />)} />
        <Route path="sources" element={guard(PERMISSIONS.manageEventSources, <EventSources />)} />
        <Route path="members" element={guard(PERMISSIONS.readBureauMembers, <Members />)} />
        <Route path="documents" element={guard(PERMISSIONS.readTemplates, <Templates />)} />
        <Route path="plugins" element={guard(PERMISSIONS.readPlugins, <BureauPlugins />)} />
        <Route path="configuration" element={guard(PERMISSIONS.publishConfiguration, <ConfigurationFiles />)} />
        <Route path="access" element={guard(PERMISSIONS.readAccessGrants, <AccessGrants />)} />
        <Route path="security" element={guard(PERMISSIONS.secureBureau, <Security />)} />
        <Route path="operations" element={guard(PERMISSIONS.readOperations, <Operations />)} />
        <Route path="audit" element={guard(PERMISSIONS.readAudit, <Audit />)} />
        {pluginPages.filter(({ place }) => place === 'bureau').map(({ path, permission, Component }) => <Route key={path} path={path} element={<Allowed permission={permission}><Component /></Allowed>} />)}
        <Route path="*" element={<NotFound />} />
      </Routes>
    </Framed>
  );
}

function Framed({ scope, children }: { scope: Scope; children: ReactNode }) {
  return (
    <ScopeContext value={scope}>
    <FormWidgets value={stationWidgets}>
    <FormScreens value={screensOf}>
    <FileReading value={fetchFile}>
    <TableReader value={readTable}>
    <InstanceForms value={InstanceFormPart}>
      <Shell><Suspense fallback={<Loading rows={6} />}>{children}</Suspense></Shell>
    </InstanceForms>
    </TableReader>
    </FileReading>
    </FormScreens>
    </FormWidgets>
    </ScopeContext>
  );
}

function emptyScope(me: Me): Scope {
  return { bureauId: me.bureau.id, bureauName: me.bureau.name, stationId: undefined, name: me.bureau.name, timeZone: me.bureau.timeZone, accountId: me.account.id, base: '', may: () => false };
}

/** The scope behind pages that belong to no place, so that the frame around them still leads back to work. */
function placeScope(me: Me, start: string | undefined): Scope {
  const stationId = start?.startsWith('/s/') ? start.slice(3) : undefined;
  return (stationId !== undefined ? stationScope(me, stationId) : bureauScope(me)) ?? emptyScope(me);
}

function NoPlace() {
  return <NotFound noPlace />;
}
