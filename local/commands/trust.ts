import { Authority } from '../machine/authority';

/** How to trust the authority of a folder, which is made if need be. Nothing is installed. */
export function trust(directory: string): string {
  const { certificateFile: file } = Authority.in(directory);
  return [
    `The authority of the local Regions is ${file}; its key, beside it, is for you alone. Whoever has that key can pretend to be any site to who trusts it.`,
    'Nothing is installed: choose what is to trust it, and take it out again when you are done.',
    '',
    `curl      curl --cacert ${file} …`,
    `Node.js   NODE_EXTRA_CA_CERTS=${file}`,
    `Python    SSL_CERT_FILE=${file} or REQUESTS_CA_BUNDLE=${file}`,
    `Java      keytool -importcert -noprompt -alias local-regions -file ${file} -keystore <a trust store> -storepass changeit`,
    'Firefox   Settings, Certificates, Authorities, Import',
    `macOS     security add-trusted-cert -k ~/Library/Keychains/login.keychain-db ${file}`,
    `Debian    sudo cp ${file} /usr/local/share/ca-certificates/local-regions.crt && sudo update-ca-certificates`,
    `Windows   certutil -user -addstore Root ${file}`,
  ].join('\n');
}
