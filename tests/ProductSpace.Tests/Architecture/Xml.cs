using System.Xml.Linq;

namespace ProductSpace.Tests.Architecture;

/// <summary>Properties that all projects of the family share.</summary>
internal static class Xml
{
    public static string Version() => Property("Version");

    public static string Property(string name) =>
        XDocument.Load(Sources.PathOf("src", "Directory.Build.props")).Descendants(name).Single().Value;
}
