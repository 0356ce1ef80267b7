/** What a message holds besides its text, one part for each kind; what nobody knows is shown by its name. */
import { Contact, Download, FileText, MapPin } from "lucide-react";
import type { Message } from "../api/queries";
import { useLanguage, useWords } from "../i18n/words";
import { useKindWords } from "./kinds";

type Media = { kind: string; url?: string; mime?: string; name?: string; size?: number };
type Place = { latitude?: number; longitude?: number; name?: string; address?: string };
type Held = { media?: Media; choices?: { title: string }[]; data?: Place & { contacts?: { name: string; phones?: string[] }[] } };

const SHOWN = new Set(["text", "choice", "template"]);

/** part: above the text stand files, places and cards; below it, what one may pick. */
export function Content({ message, part }: { message: Message; part: "above" | "below" }) {
  const kind = useKindWords();
  const { media, choices, data } = message.content as Held;
  if (part === "below") return choices?.length ? <Choices titles={choices.map(({ title }) => title)} /> : null;
  if (media) return <File media={media} kind={message.message_type} />;
  if (message.message_type === "location") return <Map place={data ?? {}} />;
  if (data?.contacts) return <Cards contacts={data.contacts} />;
  if (choices?.length || SHOWN.has(message.message_type) || message.text) return null;
  return <p className="text-muted italic">{kind(message.message_type)}</p>;
}

/** Only addresses that lead to a file by http, or to this very server, are followed. */
function safe(url: string | undefined): string | null {
  if (!url) return null;
  const found = URL.parse(url, location.href);
  return found && /^https?:$/.test(found.protocol) ? found.href : null;
}

function File({ media, kind }: { media: Media; kind: string }) {
  const words = useWords();
  const told = useKindWords();
  const language = useLanguage((state) => state.language);
  const href = safe(media.url);
  const name = media.name || told(kind);
  if (!href) return <p className="flex items-center gap-2 text-muted italic">{name}</p>;
  if (kind === "image" || kind === "sticker")
    return (
      <a href={href} target="_blank" rel="noopener noreferrer" className="my-1 block">
        <img src={href} alt={name} loading="lazy" className="max-h-80 max-w-full rounded-md object-contain" />
      </a>
    );
  // eslint-disable-next-line jsx-a11y/media-has-caption -- what people send has none
  if (kind === "audio") return <audio controls preload="none" src={href} aria-label={name} className="my-1 w-64 max-w-full" />;
  // eslint-disable-next-line jsx-a11y/media-has-caption -- what people send has none
  if (kind === "video") return <video controls preload="metadata" src={href} aria-label={name} className="my-1 max-h-80 max-w-full rounded-md" />;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" download className="my-1 flex items-center gap-3 rounded-md border border-line bg-surface p-2 hover:bg-hover">
      <FileText size={28} strokeWidth={1.5} className="text-muted" aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        <span className="text-xs text-muted">{media.size ? size(language, media.size) : media.mime}</span>
      </span>
      <Download size={18} aria-hidden />
      <span className="sr-only">{words.download}</span>
    </a>
  );
}

function size(language: string, bytes: number): string {
  const [unit, value] = bytes < 1_048_576 ? (["kilobyte", bytes / 1024] as const) : (["megabyte", bytes / 1_048_576] as const);
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}

function Map({ place }: { place: Place }) {
  const words = useWords();
  const { latitude = 0, longitude = 0, name, address } = place;
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" className="my-1 flex items-center gap-3 rounded-md border border-line bg-surface p-2 hover:bg-hover">
      <MapPin size={26} strokeWidth={1.5} className="text-accent" aria-hidden />
      <span className="min-w-0">
        <span className="block font-medium">{name || words.kindLocation}</span>
        <span className="text-xs text-muted">{address || `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`}</span>
      </span>
    </a>
  );
}

function Choices({ titles }: { titles: readonly string[] }) {
  return (
    <ul className="my-1.5 flex flex-wrap gap-1.5">
      {titles.map((title) => (
        <li key={title} className="rounded-full border border-control px-2.5 py-0.5 text-sm">
          {title}
        </li>
      ))}
    </ul>
  );
}

function Cards({ contacts }: { contacts: { name: string; phones?: string[] }[] }) {
  return (
    <ul className="my-1 space-y-1">
      {contacts.map((one) => (
        <li key={one.name} className="flex items-center gap-3 rounded-md border border-line bg-surface p-2">
          <Contact size={24} strokeWidth={1.5} className="text-muted" aria-hidden />
          <span>
            <span className="block font-medium">{one.name}</span>
            <span className="text-sm text-muted">{one.phones?.join(", ")}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
