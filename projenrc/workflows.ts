import { github } from 'projen';
import { NEWEST_NODE, NODE_VERSIONS } from './node-versions';

const { ActionRefs, GithubWorkflow, workflows } = github;
type Step = github.workflows.JobStep;
type Permissions = github.workflows.JobPermissions;

const { READ, WRITE } = workflows.JobPermission;

/** What `publib` is, the one of projen. */
const PUBLIB = 'npx --yes -p publib@0.2 --';
const PACKAGES = 'packages';

/** What builds, releases and upgrades on GitHub: the scripts of package.json and `.ci/run`, and nothing besides. */
export function addWorkflows(project: github.GitHub) {
  addBuild(project);
  addRelease(project);
}

function addBuild(project: github.GitHub) {
  const build = new GithubWorkflow(project, 'build', {
    limitConcurrency: true,
    concurrencyOptions: { group: '${{ github.workflow }}-${{ github.ref }}', cancelInProgress: true },
  });
  build.on({ push: { branches: ['main'] }, pullRequest: {}, workflowDispatch: {} });
  build.addJob('test', {
    name: 'Node.js ${{ matrix.node }}, ${{ matrix.os }}',
    runsOn: ['${{ matrix.os }}'],
    permissions: { contents: READ },
    timeoutMinutes: 45,
    strategy: {
      failFast: false,
      matrix: { domain: { node: NODE_VERSIONS.map(({ version }) => version), os: ['ubuntu-latest', 'macos-latest', 'windows-latest'] } },
    },
    steps: [...checkout('${{ matrix.node }}'), { run: 'npm ci' }, { run: 'npm test' }],
  });
  build.addJob('everything', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: READ },
    timeoutMinutes: 120,
    steps: [...languages(), { run: '.ci/run' }],
  });
}

/** A tag is a release: what `.ci/run` packs and tests in every language is what is published, with where it was built. */
function addRelease(project: github.GitHub) {
  const release = new GithubWorkflow(project, 'release', { limitConcurrency: true });
  release.on({ push: { tags: ['v*'] } });
  release.addJob('build', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: READ, idToken: WRITE, attestations: WRITE },
    timeoutMinutes: 120,
    steps: [
      ...languages(),
      { name: 'The tag is the version', run: 'test "v$(node -p \'require("./package.json").version\')" = "$GITHUB_REF_NAME"' },
      { run: '.ci/run', env: { SITE_BASE: '/${{ github.event.repository.name }}/${{ github.ref_name }}/' } },
      { run: 'npx tsx scripts/changelog.ts notes > dist/notes.md && tar -czf dist/site.tgz -C dist/site .' },
      { name: 'Provenance', uses: 'actions/attest-build-provenance@v3', with: { 'subject-path': 'dist/js/*\ndist/python/*\ndist/java/**/*.jar\ndist/dotnet/*.nupkg' } },
      { uses: ActionRefs.ACTIONS_UPLOAD_ARTIFACT, with: { 'name': PACKAGES, 'path': 'dist\n!dist/floors\n!dist/site\n!dist/api', 'if-no-files-found': 'error' } },
    ],
  });
  // npm and PyPI trust this workflow by OpenID Connect, without a token, and tell with each version which commit it was built from.
  publish('npm', { idToken: WRITE }, [...nodeJs(NEWEST_NODE), { run: 'npm publish dist/js/*.tgz --provenance --access public' }]);
  publish('pypi', { idToken: WRITE }, [{ uses: 'pypa/gh-action-pypi-publish@release/v1', with: { 'packages-dir': 'dist/python' } }]);
  publish('maven', {}, [
    { uses: ActionRefs.ACTIONS_SETUP_JAVA, with: { 'distribution': 'temurin', 'java-version': '17' } },
    {
      run: `${PUBLIB} publib-maven dist/java`,
      env: { MAVEN_SERVER_ID: 'central-ossrh', ...secrets('MAVEN_USERNAME', 'MAVEN_PASSWORD', 'MAVEN_GPG_PRIVATE_KEY', 'MAVEN_GPG_PRIVATE_KEY_PASSPHRASE') },
    },
  ]);
  publish('nuget', {}, [
    { uses: ActionRefs.ACTIONS_SETUP_DOTNET, with: { 'dotnet-version': '8.x' } },
    { run: `${PUBLIB} publib-nuget dist/dotnet`, env: secrets('NUGET_API_KEY') },
  ]);
  // A branch of this repository, whose commits Go's checksum database keeps.
  publish('go', { contents: WRITE }, [
    { run: `${PUBLIB} publib-golang dist/go`, env: { GIT_BRANCH: 'go', GITHUB_TOKEN: '${{ github.token }}', ...committer } },
  ]);
  publish('github', { contents: WRITE }, [
    { run: 'gh release create "$GITHUB_REF_NAME" --verify-tag --notes-file dist/notes.md dist/js/*.tgz dist/site.tgz', env: ofRepository },
  ]);
  // The site of each version stands beneath its tag, and the newest is met first.
  release.addJob('site', {
    needs: ['github'],
    runsOn: ['ubuntu-latest'],
    permissions: { contents: READ, pages: WRITE, idToken: WRITE },
    environment: { name: 'github-pages' },
    steps: [
      { run: SITES, env: ofRepository },
      { uses: 'actions/upload-pages-artifact@v4', with: { path: 'site' } },
      { uses: 'actions/deploy-pages@v4' },
    ],
  });

  function publish(id: string, permissions: Permissions, steps: Step[]) {
    release.addJob(id, {
      needs: ['build'],
      runsOn: ['ubuntu-latest'],
      permissions,
      environment: { name: 'release' },
      timeoutMinutes: 30,
      steps: [{ uses: ActionRefs.ACTIONS_DOWNLOAD_ARTIFACT, with: { name: PACKAGES, path: 'dist' } }, ...steps],
    });
  }
}

const ofRepository = { GH_TOKEN: '${{ github.token }}', GH_REPO: '${{ github.repository }}' };

const SITES = [
  'for tag in $(gh release list --json tagName --jq ".[].tagName"); do',
  '  mkdir -p "site/$tag"',
  '  gh release download "$tag" --pattern site.tgz --output - | tar -xz -C "site/$tag"',
  'done',
  'echo "<meta http-equiv=\\"refresh\\" content=\\"0; url=$GITHUB_REF_NAME/\\">" > site/index.html',
].join('\n');

const committer = { GIT_USER_NAME: 'github-actions', GIT_USER_EMAIL: 'github-actions@github.com' };

function secrets(...names: string[]): { [name: string]: string } {
  return Object.fromEntries(names.map(name => [name, `\${{ secrets.${name} }}`]));
}

function nodeJs(version: string): Step[] {
  return [{ uses: ActionRefs.ACTIONS_SETUP_NODE, with: { 'node-version': version, 'package-manager-cache': false } }];
}

function checkout(node: string): Step[] {
  return [{ uses: ActionRefs.ACTIONS_CHECKOUT, with: { 'fetch-depth': 0 } }, ...nodeJs(node)];
}

/** What `.ci/run` wants to be there. */
function languages(): Step[] {
  return [
    ...checkout(NEWEST_NODE),
    { uses: ActionRefs.ACTIONS_SETUP_PYTHON, with: { 'python-version': '3.13' } },
    { uses: ActionRefs.ACTIONS_SETUP_JAVA, with: { 'distribution': 'temurin', 'java-version': '17' } },
    { uses: ActionRefs.ACTIONS_SETUP_GO, with: { 'go-version': '1.25', 'cache': false } },
    { uses: ActionRefs.ACTIONS_SETUP_DOTNET, with: { 'dotnet-version': '8.x' } },
  ];
}
