using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace ProductSpace.Tests.Architecture;

/// <summary>
/// The bill of materials of a package that ships: CycloneDX 1.6 in JSON, made of the project's lock file, of the licences that the
/// packages say of themselves, and of nothing else, so that the same sources give the same bytes. It stands beside the project as
/// bom.json and goes into the package. Build tools that are locked but do not ship are left out.
/// </summary>
internal static class BillOfMaterials
{
    public const string FileName = "bom.json";

    private const string BuildTool = "Microsoft.NET.ILLink.Tasks";

    /// <summary>Names of the projects whose packages ship.</summary>
    public static string[] Shipped(string root) =>
        [.. Projects(root).Where(project => XDocument.Load(project.Value).Descendants("IsPackable").Any(said => said.Value == "true")).Select(project => project.Key).Order(StringComparer.Ordinal)];

    public static string PathOf(string root, string project) => Path.Combine(root, "src", project, FileName);

    /// <summary>The text of a bill. The project must be restored.</summary>
    public static string Of(string root, string project)
    {
        Dictionary<string, string> projects = Projects(root);
        XDocument props = XDocument.Load(Path.Combine(root, "src", "Directory.Build.props"));
        string ownVersion = props.Descendants("Version").Single().Value;
        string ownLicence = props.Descendants("PackageLicenseExpression").Single().Value;
        bool isTool = XDocument.Load(projects[project]).Descendants("PackAsTool").Any(said => said.Value == "true");
        using JsonDocument locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(projects[project])!, LockRules.FileName)));
        JsonProperty[] entries = [.. locked.RootElement.GetProperty("dependencies").EnumerateObject().Single().Value.EnumerateObject().Where(entry => entry.Name != BuildTool)];
        SortedDictionary<string, Component> components = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty entry in entries)
        {
            string[] needs = entry.Value.TryGetProperty("dependencies", out JsonElement list) ? [.. list.EnumerateObject().Select(package => package.Name)] : [];
            if (entry.Value.GetProperty("type").GetString() == "Project")
            {
                string name = projects.Keys.Single(known => string.Equals(known, entry.Name, StringComparison.OrdinalIgnoreCase));
                components.Add(name, new Component(name, ownVersion, null, new Licence(ownLicence, null), needs));
            }
            else
            {
                string version = entry.Value.GetProperty("resolved").GetString()!;
                components.Add(entry.Name, new Component(entry.Name, version, entry.Value.GetProperty("contentHash").GetString(), LicenceOf(Path.GetDirectoryName(projects[project])!, entry.Name, version), needs));
            }
        }

        string[] direct =
        [
            .. entries.Where(entry => entry.Value.GetProperty("type").GetString() == "Direct").Select(entry => entry.Name),
            .. XDocument.Load(projects[project]).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)),
        ];
        return Write(new Component(project, ownVersion, null, new Licence(ownLicence, null), direct), isTool, components);
    }

    /// <summary>Name and version of every component of a bill.</summary>
    public static SortedSet<string> Components(string json)
    {
        using JsonDocument bill = JsonDocument.Parse(json);
        return new SortedSet<string>(bill.RootElement.GetProperty("components").EnumerateArray().Select(part => $"{part.GetProperty("name").GetString()}/{part.GetProperty("version").GetString()}"), StringComparer.Ordinal);
    }

    private static Dictionary<string, string> Projects(string root) =>
        Directory.GetDirectories(Path.Combine(root, "src")).SelectMany(folder => Directory.GetFiles(folder, "*.csproj")).ToDictionary(file => Path.GetFileNameWithoutExtension(file));

    /// <summary>What the package itself says, where the restore put it.</summary>
    private static Licence LicenceOf(string folder, string package, string version)
    {
        string file = package.ToLowerInvariant();
        using JsonDocument assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "obj", "project.assets.json")));
        string nuspec = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(root => Path.Combine(root.Name, file, version, file + ".nuspec")).First(File.Exists);
        XElement[] said = [.. XDocument.Load(nuspec).Descendants()];
        return new Licence(
            said.FirstOrDefault(element => element.Name.LocalName == "license" && element.Attribute("type")?.Value == "expression")?.Value,
            said.FirstOrDefault(element => element.Name.LocalName == "licenseUrl")?.Value);
    }

    private static string Write(Component top, bool isTool, SortedDictionary<string, Component> components)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
            writer.WriteString("bomFormat", "CycloneDX");
            writer.WriteString("specVersion", "1.6");
            writer.WriteNumber("version", 1);
            writer.WriteStartObject("metadata");
            writer.WritePropertyName("component");
            WriteComponent(writer, top, isTool ? "application" : "library");
            writer.WriteEndObject();
            writer.WriteStartArray("components");
            foreach (Component component in components.Values)
            {
                WriteComponent(writer, component, "library");
            }

            writer.WriteEndArray();
            writer.WriteStartArray("dependencies");
            foreach (Component component in components.Values.Prepend(top))
            {
                writer.WriteStartObject();
                writer.WriteString("ref", component.Url);
                writer.WriteStartArray("dependsOn");
                foreach (string needed in component.Needs.Order(StringComparer.OrdinalIgnoreCase))
                {
                    writer.WriteStringValue(components[needed].Url);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteComponent(Utf8JsonWriter writer, Component component, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteString("bom-ref", component.Url);
        writer.WriteString("name", component.Name);
        writer.WriteString("version", component.Version);
        writer.WriteStartArray("licenses");
        writer.WriteStartObject();
        if (component.Licence.Expression is string expression)
        {
            writer.WriteString("expression", expression);
        }
        else
        {
            writer.WriteStartObject("license");
            writer.WriteString("name", "as published at the address");
            writer.WriteString("url", component.Licence.Address);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteString("purl", component.Url);
        if (component.Hash is string hash)
        {
            // SHA-512 of the package's content as NuGet compares it, without signatures: not that of the .nupkg file, so no "hashes".
            writer.WriteStartArray("properties");
            writer.WriteStartObject();
            writer.WriteString("name", "productspace:nuget-content-hash");
            writer.WriteString("value", hash);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private sealed record Licence(string? Expression, string? Address);

    private sealed record Component(string Name, string Version, string? Hash, Licence Licence, string[] Needs)
    {
        public string Url => $"pkg:nuget/{Name}@{Version}";
    }
}
