/** The page from which a device that trusts nothing yet gets the authority, with what to do there. */
import { escapeMarkup } from './escape-markup.ts';

/** What the page tells of. */
export interface PageParts {
  /** Where the world is. */
  readonly world: string;
  /** All that a browser asks when it is there. */
  readonly origins: readonly string[];
  /** What alone the authority can vouch for, in words; absent where that is anything, as of mkcert's. */
  readonly vouchesFor: readonly string[] | undefined;
  /** SHA-256 of the certificate, hex with colons. */
  readonly fingerprint: string;
}

/** By what it is for: the files that the page links to. */
export const pagePaths = {
  page: '/',
  profile: '/metaton.mobileconfig',
  der: '/metaton.crt',
  pem: '/metaton.pem',
} as const;

const reachOf = (vouchesFor: PageParts['vouchesFor']): string =>
  vouchesFor
    ? `The authority can vouch for ${vouchesFor.join(', ')} and for nothing else.`
    : 'Mind: this authority can vouch for any name. Whoever has its key can read along with all that this device does.';

/** Readable on a phone and in a headset; without scripts, and with nothing from elsewhere. */
export function pageText({ world, origins, vouchesFor, fingerprint }: PageParts): string {
  const link = (path: string, words: string): string => `<a class="get" href="${path}">${words}</a>`;
  const page = escapeMarkup(world);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>metaton: let this device trust the stack</title>
<style>
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
.get { display: inline-block; padding: .7rem 1rem; border: 2px solid; border-radius: .5rem; }
summary { font-weight: 600; padding: .7rem 0; cursor: pointer; }
code { font-size: .9em; }
</style>
</head>
<body>
<main>
<h1>Let this device trust the stack</h1>
<p>Two steps: give this device the certificate authority of the stack, then open <a href="${page}">${page}</a>.</p>
<p>${escapeMarkup(reachOf(vouchesFor))} Take it off this device again when you are done.</p>

<details>
<summary>iPhone, iPad, Vision Pro</summary>
<p>${link(pagePaths.profile, 'Get the profile')} in Safari, and allow the download.</p>
<ol>
<li>Settings, <i>Profile Downloaded</i> (or General, VPN &amp; Device Management): install it.</li>
<li>Settings, General, About, <i>Certificate Trust Settings</i>: switch full trust for metaton on. Without this it counts for nothing.</li>
</ol>
<p>To take it off: General, VPN &amp; Device Management, remove the profile.</p>
</details>

<details>
<summary>Android phone or tablet</summary>
<p>${link(pagePaths.der, 'Get the certificate')} and keep the file.</p>
<ol>
<li>Settings, search for <i>CA certificate</i> (Security, Encryption &amp; credentials, Install a certificate).</li>
<li><i>CA certificate</i>, <i>Install anyway</i>, and choose <code>metaton.crt</code> among the downloads.</li>
</ol>
<p>Chrome takes it from there. Firefox does after Settings, About Firefox, five taps on its logo, then Secret Settings, <i>Use third party CA certificates</i>.</p>
<p>To take it off: Trusted credentials, User.</p>
</details>

<details>
<summary>Quest and other headsets</summary>
<p>Many headsets let nobody add an authority. Where yours has the settings of Android, do as for Android: ${link(pagePaths.der, 'get the certificate')}.</p>
<p>Otherwise let the browser of the headset pass, once at each of these addresses: <i>Advanced</i>, then <i>Proceed</i>. What a page then says, even &ldquo;not found&rdquo;, does not matter.</p>
<ul>
${origins.map((origin) => `<li><a href="${escapeMarkup(origin)}">${escapeMarkup(origin)}</a></li>`).join('\n')}
</ul>
</details>

<details>
<summary>Computer</summary>
<ul>
<li>macOS: ${link(pagePaths.der, 'get the certificate')}, open it in Keychain Access, and set it to <i>Always Trust</i>.</li>
<li>Windows: ${link(pagePaths.der, 'get the certificate')}, open it, <i>Install Certificate</i>, into <i>Trusted Root Certification Authorities</i>.</li>
<li>Linux: Chrome and Chromium, Settings, Privacy and security, Security, Manage certificates, Authorities, Import: ${link(pagePaths.pem, 'get it as PEM')}.</li>
<li>Firefox: Settings, search for <i>certificates</i>, View Certificates, Authorities, Import: ${link(pagePaths.pem, 'get it as PEM')}.</li>
</ul>
</details>

<h2>Is it the right one?</h2>
<p>This page comes over plain HTTP, so anybody in this network could have changed it. Compare the fingerprint with the one in the terminal:</p>
<p><code>${escapeMarkup(fingerprint)}</code></p>
</main>
</body>
</html>
`;
}
