/** How a phone or a headset comes in. */
import type { CodedUrl, DevicesInfo } from '../page-state.ts';

/** The codes are read from the screen; the page for the certificate is there only while somebody wants it. */
export const DevicesPanel = ({
  devices: { world, offered },
  isLive,
  onOffer,
  onWithdraw,
}: {
  readonly devices: DevicesInfo;
  readonly isLive: boolean;
  readonly onOffer: () => void;
  readonly onWithdraw: () => void;
}) => (
  <section aria-labelledby="devices">
    <h2 id="devices">Other devices</h2>
    <p>
      Every device of this network reaches the stack. The development secrets are public: whoever is in the network
      could sign in as an administrator.
    </p>
    <ol class="codes">
      <li>
        <p>First, once a device, the certificate of your authority:</p>
        {offered ? (
          <>
            <Coded {...offered} />
            <p>
              To be compared, SHA-256: <code>{offered.fingerprint}</code>
            </p>
            <button type="button" disabled={!isLive} onClick={onWithdraw}>
              Hand it out no more
            </button>
          </>
        ) : (
          <button type="button" disabled={!isLive} onClick={onOffer}>
            Hand it out
          </button>
        )}
      </li>
      <li>
        <p>Then the world:</p>
        <Coded {...world} />
      </li>
    </ol>
  </section>
);

/** Dark on bright in both themes: not every camera reads it the other way round. */
const Coded = ({ url, code: { width, outline } }: CodedUrl) => (
  <figure>
    <svg class="code" viewBox={`0 0 ${width} ${width}`} role="img" aria-label={`QR code of ${url}`}>
      <rect width={width} height={width} fill="#ffffff" />
      <path d={outline} fill="#000000" />
    </svg>
    <figcaption>{url}</figcaption>
  </figure>
);
