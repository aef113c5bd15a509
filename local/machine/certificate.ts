import { createHash, KeyObject, randomBytes, sign } from 'crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier, AttributeTypeAndValue, AttributeValue, BasicConstraints, Certificate, ExtendedKeyUsage, Extension, Extensions, GeneralName,
  id_ce_basicConstraints, id_ce_extKeyUsage, id_ce_keyUsage, id_ce_subjectAltName, id_ce_subjectKeyIdentifier, id_kp_serverAuth, KeyUsage,
  KeyUsageFlags, Name, RelativeDistinguishedName, SubjectAlternativeName, SubjectKeyIdentifier, SubjectPublicKeyInfo,
  TBSCertificate, Validity, Version,
} from '@peculiar/asn1-x509';

const COMMON_NAME = '2.5.4.3';
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';

export interface CertificateProps {
  readonly commonName: string;
  readonly publicKey: KeyObject;
  readonly issuer: { readonly commonName: string; readonly privateKey: KeyObject };
  readonly days: number;
  /** The names that it is for, and addresses. @default - it is an authority's, for the certificates of others */
  readonly names?: readonly string[];
}

/** A certificate that node:crypto signs, in PEM. */
export function certificateOf({ commonName, publicKey, issuer, days, names }: CertificateProps): string {
  const now = Date.now();
  const day = 86_400_000;
  const key = publicKey.export({ type: 'spki', format: 'der' });
  const tbs = new TBSCertificate({
    version: Version.v3,
    serialNumber: new Uint8Array([1, ...randomBytes(15)]).buffer,
    signature: new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 }),
    issuer: nameOf(issuer.commonName),
    subject: nameOf(commonName),
    validity: new Validity({ notBefore: new Date(now - day), notAfter: new Date(now + days * day) }),
    subjectPublicKeyInfo: AsnConvert.parse(key, SubjectPublicKeyInfo),
    extensions: new Extensions([
      extension(id_ce_basicConstraints, new BasicConstraints(names ? {} : { cA: true, pathLenConstraint: 0 }), true),
      extension(id_ce_keyUsage, new KeyUsage(names ? KeyUsageFlags.digitalSignature : KeyUsageFlags.keyCertSign), true),
      ...names ? [
        extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth])),
        extension(id_ce_subjectAltName, new SubjectAlternativeName(names.map(generalName))),
      ] : [extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(new Uint8Array(createHash('sha1').update(key).digest()).buffer))],
    ]),
  });
  const signed = Buffer.from(AsnConvert.serialize(tbs));
  const signature = new Uint8Array(sign('sha256', signed, issuer.privateKey)).buffer;
  const certificate = new Certificate({ tbsCertificate: tbs, signatureAlgorithm: tbs.signature, signatureValue: signature });
  const text = Buffer.from(AsnConvert.serialize(certificate)).toString('base64').replace(/.{64}/g, '$&\n').trim();
  return `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
}

function generalName(name: string): GeneralName {
  return new GeneralName(/^[\d.]+$/.test(name) ? { iPAddress: name } : { dNSName: name });
}

function nameOf(commonName: string): Name {
  const attribute = new AttributeTypeAndValue({ type: COMMON_NAME, value: new AttributeValue({ utf8String: commonName }) });
  return new Name([new RelativeDistinguishedName([attribute])]);
}

function extension(extnID: string, value: object, critical: boolean = false): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}
