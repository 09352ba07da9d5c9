using System.Xml.Linq;

namespace ProductSpace.Tests.Architecture;

/// <summary>Properties that all projects of the family share.</summary>
internal static class SharedProperties
{
    public static string Version => Of("Version");

    public static string Of(string name) => XDocument.Load(Sources.PathOf("src", "Directory.Build.props")).Descendants(name).Single().Value;
}
