/**
 * The data objects of a believable centre: the alerts of a month, the incidents that some of them became,
 * the indicators that they have in common, and the vulnerabilities of the hosts. What happened, to which
 * host and when follows from the place in the tables alone, so that every sandbox has the same.
 */
import { timeText as time } from '../../core/answers.js';
import type { Seeding } from '../../core/family.js';
import type { Json, WorldRecord } from '../../world/table.js';
import { day, hour } from '../../world/times.js';
import { classOf } from './own-paths.js';
import { createObject, relateObjects } from './store.js';

/** One alert for each half of a day. */
const alertCount = 60;

const hosts = ['web-01', 'web-02', 'api-01', 'db-01', 'mail-01', 'build-01', 'bastion-01'];

/** The title of the alerts that the playbook of the description's examples answers. */
export const bruteForce = 'Brute-force attack on a host';

/** What happens; each of the indicators is seen with the attack in its place. */
const attacks: readonly (readonly [
  title: string,
  severity: string,
  category: string,
  type: string,
])[] = [
  [bruteForce, 'High', 'Abnormal login', 'Brute force'],
  ['Port scan from outside', 'Low', 'Reconnaissance', 'Port scan'],
  ['Ransomware on a host', 'Fatal', 'Malware', 'Ransomware'],
  ['SQL injection', 'Medium', 'Web attack', 'SQL injection'],
  ['Mining process on a host', 'High', 'Malware', 'Mining'],
  ['Sign-in from a new place', 'Low', 'Abnormal login', 'Unusual place'],
  ['Web shell on a host', 'Fatal', 'Malware', 'Web shell'],
  ['Malicious domain asked for', 'Medium', 'Malware', 'Command and control'],
  ['Access key in public code', 'High', 'Leak', 'Access key'],
  ['Test of the alarm chain', 'Tips', 'Test', 'Test'],
];

/** The hashes are those of the EICAR test file, which harms nobody. */
const indicators: readonly (readonly [value: string, type: string, verdict: string])[] = [
  ['203.0.113.66', 'ipv4', 'Black'],
  ['198.51.100.23', 'ipv4', 'Gray'],
  ['275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f', 'sha256', 'Black'],
  ['198.51.100.80', 'ipv4', 'Black'],
  ['pool.mine.example', 'domain', 'Black'],
  ['192.0.2.140', 'ipv4', 'White'],
  ['44d88612fea8a8f36de82e1278abb02f', 'md5', 'Black'],
  ['update.bad.example', 'domain', 'Black'],
];

const vulnerabilities: readonly (readonly [name: string, level: string])[] = [
  ['Remote code execution in a logging library', 'Fatal'],
  ['Deserialization of what users send', 'High'],
  ['SSH server takes weak algorithms', 'Medium'],
  ['Database reachable from outside', 'High'],
  ['Outdated kernel', 'Medium'],
  ['Directory listing', 'Low'],
];

/** The alerts of a month: old ones are closed, those of the last week are open but for a few. */
export function seedAlerts(seeding: Seeding): void {
  for (let index = 0; index < alertCount; index += 1) {
    const [title, severity, category, alert_type] = of(attacks, index);
    const host = of(hosts, index);
    const [source, kind] = indicators[index % attacks.length] ?? [];
    const at = timeOfAlert(seeding, index);
    put(seeding, 'alerts', at, {
      title,
      severity,
      ...{ description: `${title}: ${host}`, alert_type: { category, alert_type } },
      ...{ confidence: 60 + (index % 40), count: 1 + (index % 4), simulation: 'false' },
      labels: severity === 'Tips' ? 'test' : host.replace(/-.*/, ''),
      data_source: { source_type: 1, product_name: 'HSS', region_id: seeding.region },
      resource_list: [resourceOf(host)],
      ...(kind === 'ipv4' && {
        network_list: [
          { direction: 'IN', protocol: 'TCP', src_ip: source, dest_ip: of(addresses, index) },
        ],
      }),
      ...{ first_observed_time: time(at - hour), last_observed_time: time(at) },
      ...handled(at, seeding.now - at > 7 * day || severity === 'Tips', index),
    });
  }
}

/** For each grave attack one incident, of all of its alerts. */
export function seedIncidents(seeding: Seeding): void {
  const alerts = recordsOf(seeding, 'alerts');
  for (const [index, [title, severity, category, incident_type]] of attacks.entries()) {
    if (severity !== 'Fatal' && severity !== 'High') continue;
    const own = alerts.filter((one) => titleOf(one) === title);
    const at = (own[1]?.createdAt ?? seeding.now) + hour;
    const incident = put(seeding, 'incidents', at, {
      ...{ title: `${title}: ${own.length} alerts`, severity },
      ...{ incident_type: { category, incident_type }, count: own.length },
      ...handled(at, index % 4 === 0, index),
    });
    relate(seeding, 'incidents', incident, own);
  }
}

/** What attacks have in common, linked with their alerts. */
export function seedIndicators(seeding: Seeding): void {
  const alerts = recordsOf(seeding, 'alerts');
  for (const [index, [value, indicator_type, verdict]] of indicators.entries()) {
    const own = alerts.filter((one) => titleOf(one) === attacks[index]?.[0]);
    const at = (own[0]?.createdAt ?? seeding.now) + hour;
    const indicator = put(seeding, 'indicators', at, {
      ...{ name: value, value, verdict, indicator_type: { indicator_type } },
      ...{ status: verdict === 'White' ? 'Closed' : 'Open', confidence: 80, defanged: false },
      ...{ first_report_time: time(at), last_report_time: time(own.at(-1)?.createdAt ?? at) },
    });
    relate(seeding, 'indicators', indicator, own);
  }
}

/** What scans have found on the hosts. */
export function seedVulnerabilities(seeding: Seeding): void {
  for (const [index, host] of hosts.entries()) {
    for (const [place, [vul_name, level]] of vulnerabilities.entries()) {
      if ((index + place) % 3 !== 0) continue;
      const at = seeding.now - (20 - index) * day + place * hour;
      put(seeding, 'vulnerabilities', at, {
        ...{ vul_name, description: `${vul_name}: ${host}`, resource_num: 1 },
        ...{ vulnerability: { level }, resource: resourceOf(host), is_deleted: false },
        ...{ first_observed_time: time(at), last_observed_time: time(seeding.now - hour) },
      });
    }
  }
}

const addresses = hosts.map((_, index) => `192.0.2.${10 + index}`);

/** Goes round a table. */
const of = <Row>(table: readonly Row[], index: number): Row => table[index % table.length]!;

/** Not at the same minute of every day, and one after the other. */
const timeOfAlert = ({ now }: Seeding, index: number): number =>
  now - (alertCount - index) * 12 * hour + (((index * 37) % 60) * hour) / 10;

const titleOf = ({ data }: WorldRecord): unknown => (data['data_object'] as Json)['title'];

const resourceOf = (name: string): Json => ({ name, type: 'cloudservers', provider: 'ecs' });

/** How far the handling of an alert or an incident is. */
function handled(at: number, isClosed: boolean, index: number): Json {
  const owner = of(['alice', 'bob', 'carol'], index);
  if (!isClosed) {
    const isBlocked = index % 5 === 4;
    return { handle_status: isBlocked ? 'Block' : 'Open', verification_state: 'Unknown', owner };
  }
  const isFalse = index % 6 === 5;
  return {
    ...{ handle_status: 'Closed', owner, close_time: time(at + 5 * hour) },
    ...{ verification_state: isFalse ? 'False_Positive' : 'True_Positive' },
    close_reason: isFalse ? 'False detection' : of(['Resolved', 'Resolved', 'Repeated'], index),
  };
}

function put(seeding: Seeding, plural: string, now: number, given: Json): WorldRecord {
  const outer = plural === 'alerts' || plural === 'incidents' ? { type: 'MANUAL' } : {};
  return createObject({ ...seeding, now }, classOf(plural), given, outer);
}

/** Links what came of alerts with them. */
function relate(
  seeding: Seeding,
  plural: string,
  { id }: WorldRecord,
  alerts: readonly WorldRecord[],
): void {
  const ids = alerts.map((one) => one.id);
  relateObjects(seeding, classOf(plural), id, classOf('alerts'), ids);
}

const recordsOf = ({ workspace }: Seeding, plural: string): readonly WorldRecord[] =>
  workspace.table(plural).all();
