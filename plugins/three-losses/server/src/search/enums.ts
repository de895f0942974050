import { registerEnumType } from '@nestjs/graphql';

/** Words of the arithmetic as GraphQL writes them. */
export enum SearchTerrain { OPEN = 'open', BUILT_UP = 'builtUp', WATER_EDGE = 'waterEdge', SCRUB = 'scrub', WOODS = 'woods', THICKET = 'thicket' }
registerEnumType(SearchTerrain, { name: 'SearchTerrain', description: 'Ground by how far somebody lying or crouching in it is seen.' });

export enum SearchMethodName { VISUAL = 'visual', DOG = 'dog', DRONE = 'drone', THERMAL = 'thermal' }
registerEnumType(SearchMethodName, { name: 'SearchMethod', description: 'How a pass was made.', valuesMap: { VISUAL: { description: 'By people on foot.' }, THERMAL: { description: 'By a drone that looks for heat.' } } });

export enum SearcherName { FOOT = 'foot', DOG = 'dog', DRONE = 'drone' }
registerEnumType(SearcherName, { name: 'Searcher', description: 'Who searches.' });

export enum SearchVisibility { HIGH = 'high', MEDIUM = 'medium', LOW = 'low' }
registerEnumType(SearchVisibility, { name: 'SearchVisibility', description: 'How the person stands out from the ground: clothes, size, light.' });

export enum SearchSurroundings { URBAN = 'urban', COUNTRY = 'country' }
registerEnumType(SearchSurroundings, { name: 'SearchSurroundings', description: 'Built-up ground, or open country without mountains: scenic areas, fields, woods.' });

export enum SearchedKind {
  CHILD_1_TO_3 = 'child1to3', CHILD_4_TO_6 = 'child4to6', CHILD_7_TO_9 = 'child7to9', CHILD_10_TO_12 = 'child10to12', YOUTH_13_TO_15 = 'youth13to15', DEMENTIA = 'dementia', OLD = 'old', ADULT = 'adult',
  MENTAL_ILLNESS = 'mentalIllness', INTELLECTUAL_DISABILITY = 'intellectualDisability', AUTISM = 'autism', DESPONDENT = 'despondent',
}
registerEnumType(SearchedKind, { name: 'SearchedKind', description: 'Whose statistics of how far people get hold for the person.' });

export enum SearchWeightKind { WATER_EDGE = 'waterEdge', ATTRACTOR = 'attractor', WAY_THERE = 'wayThere', BARRIER = 'barrier', JUDGEMENT = 'judgement' }
registerEnumType(SearchWeightKind, { name: 'SearchWeightKind', description: 'Why a segment is likelier, or less likely, than its distance says.' });

export enum SearchAssigneeKind { ACCOUNT = 'account', UNIT = 'unit', TEAM = 'team' }
registerEnumType(SearchAssigneeKind, { name: 'SearchAssigneeKind', description: 'Who searches a segment.', valuesMap: { ACCOUNT: { description: 'Somebody of the station.' }, UNIT: { description: 'A linked unit.' }, TEAM: { description: 'A team that is known by a name alone.' } } });

export enum SearchCoordinateSystem { WGS84 = 'WGS84', GCJ02 = 'GCJ02' }
registerEnumType(SearchCoordinateSystem, { name: 'SearchCoordinateSystem', description: 'What coordinates are declared to be; kept and told are WGS-84.', valuesMap: { WGS84: { description: 'GPS; also CGCS2000, the same within centimetres.' }, GCJ02: { description: 'Maps published in China: 50 to 700 m off; converted once, at the door.' } } });

export enum SearchFileFormat { GPX = 'gpx', GEOJSON = 'geojson' }
registerEnumType(SearchFileFormat, { name: 'SearchFileFormat', description: 'A file of tracks and areas: GPX 1.1 or GeoJSON (RFC 7946).' });

export enum SearchTrackFormat { GPX = 'gpx', GEOJSON = 'geojson', PHONE = 'phone' }
registerEnumType(SearchTrackFormat, { name: 'SearchTrackFormat', description: 'How a track came.', valuesMap: { PHONE: { description: 'Recorded by a phone on the way, stretch by stretch: it grows while somebody walks, and where nothing was recorded it has a gap.' } } });

export enum SearchLeftOut { BEFORE_LAST_SEEN = 'beforeLastSeen', NO_PLACE = 'noPlace', IN_NO_SEGMENT = 'inNoSegment' }
registerEnumType(SearchLeftOut, { name: 'SearchLeftOut', description: 'Why something that was said counts for nothing.', valuesMap: { BEFORE_LAST_SEEN: { description: 'It was over before the person was last seen; a correction may bring it back.' }, NO_PLACE: { description: 'Nobody has shown it on the map.' }, IN_NO_SEGMENT: { description: 'It lies in no segment.' } } });

export enum SearchReasonCode { MOST_PROBABLE = 'mostProbable', PROBABLE = 'probable', NOT_SEARCHED = 'notSearched', LEAST_SEARCHED = 'leastSearched', SEARCHED_BUT_OPEN = 'searchedButOpen', NEAREST = 'nearest', ON_THE_WAY = 'onTheWay', FAST_GROUND = 'fastGround', DANGER = 'danger' }
registerEnumType(SearchReasonCode, { name: 'SearchReasonCode', description: 'Why a team is sent to a segment.' });

export enum SearchNotCounted { PERSON_MOVES = 'personMoves', BARRIERS_ON_THE_WAY = 'barriersOnTheWay', WEATHER = 'weather', TIREDNESS = 'tiredness', CALLS_FOR_HELP = 'callsForHelp', PASSES_ALIKE = 'passesAlike' }
registerEnumType(SearchNotCounted, { name: 'SearchNotCounted', description: 'What no figure of a suggestion knows of.' });
