import { PAGES } from './aws-pages.ts'
import { patternsOf } from './behaviors.ts'
import type { Rule } from './rule.ts'

export const viewerInClear: Rule = {
  id: 'viewer-in-clear',
  severity: 'warning',
  title: 'Viewers are served over HTTP',
  cites: ['ORD-20'],
  page: PAGES.viewerHttps,
  faults: ({ behaviors }, { placeOf }) => {
    const open = behaviors.filter(({ viewerProtocolPolicy }) => viewerProtocolPolicy === 'allow-all')
    return open.map(behavior => ({
      message: `${patternsOf([behavior])} is served over HTTP as over HTTPS: cookies and pages can be read and changed on the way`,
      place: placeOf(behavior, 'ViewerProtocolPolicy'),
      remedy: 'write ViewerProtocolPolicy: redirect-to-https, or https-only for an API',
    }))
  },
}

const OLD_POLICIES = new Set(['SSLv3', 'TLSv1', 'TLSv1_2016', 'TLSv1.1_2016'])

export const viewerTlsOld: Rule = {
  id: 'viewer-tls-old',
  severity: 'warning',
  title: 'Viewers may use TLS 1.1 or older',
  cites: [],
  page: PAGES.viewerProtocols,
  faults: (_distribution, { facts: { certificate } }) => {
    if (certificate.kind === 'cloudfront') return []
    const { minimumProtocolVersion: version, place } = certificate
    if (version !== undefined && !OLD_POLICIES.has(version)) return []
    return [
      {
        message:
          version === undefined
            ? 'no MinimumProtocolVersion is written beside the certificate, and the default takes TLS 1.0'
            : `MinimumProtocolVersion ${version} takes TLS older than 1.2`,
        place,
        remedy: 'write MinimumProtocolVersion: TLSv1.2_2021',
      },
    ]
  },
}

export const noAccessLog: Rule = {
  id: 'no-access-log',
  severity: 'advice',
  title: 'Nothing logs',
  cites: ['CER-22', 'COLL-02'],
  page: PAGES.accessLogs,
  faults: (distribution, { facts, placeOf }) =>
    facts.logs
      ? []
      : [
          {
            message: `no access log of ${distribution.logicalId} is configured here: an outage behind an error page with status 200 leaves no trace`,
            place: placeOf(distribution, 'Logging'),
            remedy: 'deliver standard logs (AWS::Logs::DeliverySource with ACCESS_LOGS), or set Logging',
          },
        ],
}
