using System.Text.Json;
using System.Xml.Linq;

namespace ProductSpace.Tests.Architecture;

/// <summary>
/// What a project's packages.lock.json has to agree with: the versions of Directory.Packages.props, the project's own references,
/// and those of the projects that it references. NuGet itself compares them only under --locked-mode; a plain restore
/// writes the file anew, so that who forgets to commit it would notice nothing.
/// </summary>
/// <param name="versions">Directory.Packages.props.</param>
/// <param name="projects">All projects by their names.</param>
internal sealed class LockRules(XDocument versions, IReadOnlyDictionary<string, XDocument> projects)
{
    public const string FileName = "packages.lock.json";

    /// <summary>The SDK adds it to projects that say that they can be trimmed, in its own version.</summary>
    private const string OfTheSdk = "Microsoft.NET.ILLink.Tasks";

    private readonly Dictionary<string, string> _versions = versions.Descendants("PackageVersion").ToDictionary(
        package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>Versions that leave a choice to the restore.</summary>
    public IEnumerable<string> BrokenVersions() =>
        _versions.Where(package => !Version.TryParse(package.Value, out _)).Select(package => $"{package.Key}: {package.Value} is not one version");

    /// <summary>What is wrong with the lock file of a project; empty where nothing is.</summary>
    /// <param name="name">The project's name.</param>
    /// <param name="json">The text of its lock file; null where it has none.</param>
    public IEnumerable<string> Broken(string name, string? json)
    {
        if (json is null)
        {
            return [$"{name}: has no {FileName}; dotnet restore Engine.sln writes it, commit it"];
        }

        using JsonDocument file = JsonDocument.Parse(json);
        JsonElement[] frameworks = [.. file.RootElement.GetProperty("dependencies").EnumerateObject().Where(framework => !framework.Name.Contains('/', StringComparison.Ordinal)).Select(framework => framework.Value)];
        return frameworks.Length != 1
            ? [$"{name}: {frameworks.Length} frameworks are locked, 1 is built"]
            : [.. Entries(name, frameworks[0]), .. References(name, frameworks[0])];
    }

    /// <summary>Each entry: in the version that is wanted, with a hash.</summary>
    private IEnumerable<string> Entries(string name, JsonElement locked)
    {
        foreach (JsonProperty entry in locked.EnumerateObject())
        {
            string type = Text(entry.Value, "type");
            if (type == "Project")
            {
                foreach ((string package, string range) in Dependencies(entry.Value).Where(package => _versions.ContainsKey(package.Name)))
                {
                    if (range != Range(package))
                    {
                        yield return $"{name}: {entry.Name} asks for {package} {range}, Directory.Packages.props has {_versions[package]}";
                    }
                }

                continue;
            }

            if (Text(entry.Value, "contentHash").Length == 0)
            {
                yield return $"{name}: {entry.Name} has no hash";
            }

            if (type != "Transitive" && entry.Name != OfTheSdk)
            {
                // A package that only others ask for keeps their version where none of the family's projects brings it.
                string wanted = _versions.GetValueOrDefault(entry.Name, "none");
                bool isOthers = type == "CentralTransitive" && !IsOfFamily(name, entry.Name);
                if (Text(entry.Value, "requested") != Range(entry.Name) || (!isOthers && Text(entry.Value, "resolved") != wanted))
                {
                    yield return $"{name}: {entry.Name} is locked to {Text(entry.Value, "resolved")}, Directory.Packages.props has {wanted}";
                }
            }
        }
    }

    /// <summary>Whether a project, or one below it, references a package itself.</summary>
    private bool IsOfFamily(string name, string package)
    {
        HashSet<string> reached = [name];
        Reach(name, reached);
        return reached.Any(project => Packages(projects[project]).Contains(package, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>What the project and those below it reference, and nothing else, is locked.</summary>
    private IEnumerable<string> References(string name, JsonElement locked)
    {
        string[] direct = [.. locked.EnumerateObject().Where(entry => Text(entry.Value, "type") == "Direct" && entry.Name != OfTheSdk).Select(entry => entry.Name)];
        foreach (string difference in Difference(name, "packages", direct, Packages(projects[name])))
        {
            yield return difference;
        }

        JsonProperty[] below = [.. locked.EnumerateObject().Where(entry => Text(entry.Value, "type") == "Project")];
        HashSet<string> reached = [];
        Reach(name, reached);
        foreach (string difference in Difference(name, "projects", below.Select(entry => entry.Name), reached))
        {
            yield return difference;
        }

        foreach (JsonProperty entry in below)
        {
            string? project = projects.Keys.FirstOrDefault(known => string.Equals(known, entry.Name, StringComparison.OrdinalIgnoreCase));
            string[] there = [.. Dependencies(entry.Value).Select(package => package.Name)];
            IEnumerable<string> wanted = project is null ? [] : Packages(projects[project]).Concat(Projects(projects[project]));
            if (projects[name].Root!.Attribute("Sdk")?.Value == "Microsoft.NET.Sdk.Web")
            {
                // NuGet leaves out what the shared framework of web applications has itself.
                wanted = wanted.Intersect(there, StringComparer.OrdinalIgnoreCase);
            }

            foreach (string difference in Difference(name, $"references of {entry.Name}", there, wanted))
            {
                yield return difference;
            }
        }
    }

    private void Reach(string name, HashSet<string> reached)
    {
        foreach (string other in Projects(projects[name]))
        {
            if (reached.Add(other))
            {
                Reach(other, reached);
            }
        }
    }

    private static IEnumerable<string> Difference(string name, string what, IEnumerable<string> locked, IEnumerable<string> wanted)
    {
        HashSet<string> there = new(locked, StringComparer.OrdinalIgnoreCase);
        there.SymmetricExceptWith(wanted);
        return there.Select(other => $"{name}: {FileName} and the projects disagree on {other} among the {what}; run dotnet restore Engine.sln and commit what it writes");
    }

    private static IEnumerable<string> Packages(XDocument project) => project.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value);

    private static IEnumerable<string> Projects(XDocument project) =>
        project.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    private static IEnumerable<(string Name, string Range)> Dependencies(JsonElement entry) =>
        entry.TryGetProperty("dependencies", out JsonElement list) ? [.. list.EnumerateObject().Select(package => (package.Name, package.Value.GetString()!))] : [];

    private string Range(string package) => $"[{_versions.GetValueOrDefault(package, "none")}, )";

    private static string Text(JsonElement entry, string name) => entry.TryGetProperty(name, out JsonElement value) ? value.GetString()! : string.Empty;
}
