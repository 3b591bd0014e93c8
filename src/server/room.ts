/** How many connections there may be, and how long one may keep us waiting. */
export interface RoomLimits {
  /** Connections of which no request was signed in: in all, and from one address. */
  readonly mostUnsigned: number;
  readonly mostUnsignedPerAddress: number;
  /** Connections that are reserved because somebody is signed in on them: in all, and of one person. */
  readonly mostReserved: number;
  readonly mostReservedPerPerson: number;
  /** From the headers of a request until its answer is taken, in milliseconds; only where nobody is signed in. */
  readonly answerMs: number;
}

/** Nothing was asked yet, the last answer was taken, one is under way. */
const standings = ['silent', 'resting', 'asking'] as const;
type Standing = (typeof standings)[number];

interface Place {
  readonly address: string;
  standing: Standing;
  /** Milliseconds, since when it stands so. */
  since: number;
  /** Who was signed in on it. */
  person: string | undefined;
  /** It makes room for nobody. */
  isReserved: boolean;
}

/**
 * Who is connected, and who goes when there are too many: whoever comes gets in, and of those that do what most do,
 * whoever has done it longest makes room. So a crowd displaces itself, whether it is silent, slow or does not read, and
 * who has just come is not taken for one of it. A connection on which somebody is signed in makes
 * room for nobody, and takes none of the room of the others. Connections are the caller's, and so is the clock.
 */
export class Room<Connection extends object> {
  readonly #limits: RoomLimits;
  readonly #evict: (connection: Connection) => void;
  /** Ordered by how long each has been in its present standing, the longest first. */
  readonly #places = new Map<Connection, Place>();

  /** `evict` ends a connection, which is no longer in the room by then. */
  constructor(limits: RoomLimits, evict: (connection: Connection) => void) {
    this.#limits = limits;
    this.#evict = evict;
  }

  enter(connection: Connection, address: string, now: number): void {
    const { mostUnsigned, mostUnsignedPerAddress } = this.#limits;
    this.#makeRoom((place) => place.address === address, mostUnsignedPerAddress);
    this.#makeRoom(() => true, mostUnsigned);
    this.#places.set(connection, {
      address,
      standing: 'silent',
      since: now,
      person: undefined,
      isReserved: false,
    });
  }

  /** The headers of a request are there. */
  asks(connection: Connection, now: number): void {
    this.#stand(connection, 'asking', now);
  }

  /** The answer is on its way, and all of the request was read. */
  rests(connection: Connection, now: number): void {
    this.#stand(connection, 'resting', now);
  }

  /** A request on it was a person's. From then on it is reserved, as long as there is room for such. */
  signedIn(connection: Connection, person: string): void {
    const place = this.#places.get(connection);
    if (place === undefined || place.isReserved) return;
    const reserved = [...this.#places.values()].filter((each) => each.isReserved);
    const own = reserved.filter((each) => each.person === person);
    place.person = person;
    place.isReserved =
      reserved.length < this.#limits.mostReserved && own.length < this.#limits.mostReservedPerPerson;
  }

  leave(connection: Connection): void {
    this.#places.delete(connection);
  }

  /** Those that never asked for anything. */
  get silent(): readonly Connection[] {
    return this.#list((place) => place.standing === 'silent');
  }

  /** Ends connections that do not read what they asked for. */
  endOverdue(now: number): void {
    const isOverdue = ({ standing, since, person }: Place) =>
      standing === 'asking' && person === undefined && now - since >= this.#limits.answerMs;
    for (const connection of this.#list(isOverdue)) this.#end(connection);
  }

  #stand(connection: Connection, standing: Standing, now: number): void {
    const place = this.#places.get(connection);
    if (place === undefined) return;
    this.#places.delete(connection);
    this.#places.set(connection, Object.assign(place, { standing, since: now }));
  }

  /** Leaves room for one more among those that are not reserved. */
  #makeRoom(counts: (place: Place) => boolean, most: number): void {
    for (;;) {
      const groups = standings.map((standing) =>
        this.#list((place) => !place.isReserved && counts(place) && place.standing === standing),
      );
      if (groups.flat().length < most) return;
      const [oldest] = groups.reduce((largest, group) => (group.length > largest.length ? group : largest));
      if (oldest === undefined) return;
      this.#end(oldest);
    }
  }

  #list(isMeant: (place: Place) => boolean): readonly Connection[] {
    return [...this.#places].flatMap(([connection, place]) => (isMeant(place) ? [connection] : []));
  }

  #end(connection: Connection): void {
    this.#places.delete(connection);
    this.#evict(connection);
  }
}
