import type {
  CertificateSummary, DescribeCertificateRequest, DescribeCertificateResponse, ListCertificatesRequest, ListCertificatesResponse,
} from '@aws-sdk/client-acm';
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { isTransient, NotYet, Patience } from './zone-records-patience.lambda';

/** ACM, as far as the search uses it. */
export interface Acm {
  listCertificates(request: ListCertificatesRequest): Promise<ListCertificatesResponse>;
  describeCertificate(request: DescribeCertificateRequest): Promise<DescribeCertificateResponse>;
}

/** CloudFormation requests the certificate while the function is still being made, and ACM names its records seconds later. */
const APPEARS_WITHIN_MS = 300_000;
/** As CloudFormation writes them. */
const TTL_SECONDS = 300;

/**
 * The records by which ACM learns that names are ours, as a certificate for these names in this Region tells them.
 *
 * Any of the account's certificates will do: a name's record is the same for all of them, in every Region.
 *
 * @see https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
export async function validationRecords(acm: Acm, domainNames: string[], patience: Patience): Promise<ResourceRecordSet[]> {
  const found = new Map<string, ResourceRecordSet>();
  await patience.retry(async () => {
    for (const arn of await certificatesFor(acm, isMissing, patience)) {
      if (!domainNames.some(isMissing)) break;
      await read(arn);
    }
    const missing = domainNames.filter(isMissing);
    if (missing.length > 0) throw new NotYet(`ACM has no certificate in this Region that tells the validation record of ${missing.join(', ')}`);
  }, error => isTransient(error) || (error as Error).name === 'ResourceNotFoundException', APPEARS_WITHIN_MS); // deleted since it was listed
  // A name and its wildcard have one record.
  return [...new Map(domainNames.map(name => found.get(name)!).map(record => [record.Name, record])).values()];

  function isMissing(name: string) {
    return domainNames.includes(name) && !found.has(name);
  }

  async function read(arn: string) {
    const { Certificate } = await patience.retry(() => acm.describeCertificate({ CertificateArn: arn }));
    for (const { DomainName, ResourceRecord } of Certificate?.DomainValidationOptions ?? []) {
      if (!ResourceRecord) continue; // not yet, or validated by email
      const { Name, Type, Value } = ResourceRecord;
      found.set(DomainName!, { Name, Type, TTL: TTL_SECONDS, ResourceRecords: [{ Value }] });
    }
  }
}

async function certificatesFor(acm: Acm, isWanted: (name: string) => boolean, patience: Patience): Promise<string[]> {
  const arns: string[] = [];
  let NextToken: string | undefined;
  do {
    const request: ListCertificatesRequest = {
      CertificateStatuses: ['PENDING_VALIDATION', 'ISSUED'],
      Includes: { keyTypes: ['RSA_2048', 'EC_prime256v1', 'EC_secp384r1'] }, // or ACM lists RSA ones only
      NextToken,
    };
    const page = await patience.retry(() => acm.listCertificates(request));
    arns.push(...(page.CertificateSummaryList ?? []).filter(names).map(({ CertificateArn }) => CertificateArn!));
    NextToken = page.NextToken;
  } while (NextToken);
  return arns;

  function names({ DomainName, SubjectAlternativeNameSummaries, Type }: CertificateSummary) {
    return Type !== 'IMPORTED' && [DomainName!, ...SubjectAlternativeNameSummaries ?? []].some(isWanted);
  }
}
