import type { DistributionFamily } from './distribution.ts';
import { familyOf } from './distribution.ts';
import type { EngineFacts } from './engine-facts.ts';

/** What a reader types to get an engine, with a line on what it does. */
export interface EngineAdvice {
  readonly title: string;
  readonly commands: readonly string[];
}

const join = 'sudo usermod -aG docker "$USER"   # then log out and in again';

const installCommands: Readonly<Record<DistributionFamily, readonly string[]>> = {
  debian: [
    'sudo apt-get update',
    'sudo apt-get install docker.io docker-cli docker-compose docker-buildx runsc crun',
    join,
  ],
  ubuntu: [
    'sudo apt-get update',
    'sudo apt-get install docker.io docker-compose-v2 docker-buildx crun',
    join,
  ],
  fedora: [
    'sudo dnf install moby-engine docker-cli docker-compose docker-buildx crun',
    'sudo systemctl enable --now docker',
    join,
  ],
  rhel: [
    'sudo dnf config-manager --add-repo https://download.docker.com/linux/rhel/docker-ce.repo',
    'sudo dnf install docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin',
    'sudo systemctl enable --now docker',
    join,
  ],
  arch: [
    'sudo pacman -S docker docker-compose docker-buildx crun',
    'sudo systemctl enable --now docker',
    join,
  ],
  suse: [
    'sudo zypper install docker docker-compose docker-buildx',
    'sudo systemctl enable --now docker',
    join,
  ],
  alpine: [
    'doas apk add docker docker-cli-compose docker-cli-buildx',
    'doas rc-update add docker default',
    'doas service docker start',
    'doas addgroup "$USER" docker   # then log out and in again',
  ],
  unknown: ['curl -fsSL https://get.docker.com | sudo sh', join],
};

/** The ways to an engine on this machine, the easiest first. Pure. */
export function adviseEngine(
  facts: Pick<EngineFacts, 'platform' | 'isRoot' | 'isWsl' | 'distribution' | 'docker'>,
): readonly EngineAdvice[] {
  const { platform, isRoot, isWsl, distribution, docker } = facts;
  const start = docker.state === 'unreachable' ? startAdvice(facts) : [];
  if (platform === 'darwin') {
    return [
      ...start,
      { title: 'Docker Desktop', commands: ['brew install --cask docker', 'open -a Docker'] },
      {
        title: 'or Colima, without a window',
        commands: ['brew install colima docker docker-compose', 'colima start'],
      },
    ];
  }
  if (platform === 'win32') {
    return [
      {
        title: 'Drydock runs in WSL2. In PowerShell, then inside of the new Debian',
        commands: [
          'wsl --install -d Debian',
          'wsl -d Debian',
          'sudo apt-get install git nodejs npm',
          'sudo npm start',
        ],
      },
    ];
  }
  if (platform !== 'linux') return start;
  const apt = ['debian', 'ubuntu'].includes(familyOf(distribution));
  return [
    ...start,
    ...(isWsl
      ? [
          {
            title: 'Docker Desktop for Windows',
            commands: ['# Settings > Resources > WSL integration: switch this distribution on'],
          },
        ]
      : []),
    ...(apt && !isRoot
      ? [
          {
            title: 'A private engine, set up by Drydock and removed with `drydock clean`',
            commands: ['sudo npm start'],
          },
        ]
      : []),
    { title: `Docker on ${distribution.name || 'Linux'}`, commands: installCommands[familyOf(distribution)] },
  ];
}

function startAdvice({
  platform,
  docker,
}: Pick<EngineFacts, 'platform' | 'docker'>): readonly EngineAdvice[] {
  if (docker.state !== 'unreachable') return [];
  const title = `Start the Docker that ${docker.docker.source} names`;
  if (platform === 'darwin') return [{ title, commands: ['open -a Docker'] }];
  return /permission denied/i.test(docker.reason)
    ? [{ title: 'Join the group that may use Docker', commands: [join] }]
    : [{ title, commands: ['sudo systemctl start docker'] }];
}
