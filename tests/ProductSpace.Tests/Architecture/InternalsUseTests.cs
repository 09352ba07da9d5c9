using System.Xml.Linq;
using ProductSpace.Memory;

namespace ProductSpace.Tests.Architecture;

/// <summary>
/// The internals that the packages of the family use of each other, as checked text: a new use shows in review. They are
/// the price of separate packages, and the reason why these require each other's exact version.
/// </summary>
public class InternalsUseTests
{
    public static TheoryData<string> Shipped =>
        [.. BillOfMaterials.Shipped(Sources.Root).Where(project => project != "ProductSpace")];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Internals_OfEveryShippedPackage_AreAsWritten(string project) =>
        Snap.Match(InternalsUse.Of(AssemblyOf(project)), $"InternalsUse_{project}");

    /// <summary>A friend that uses nothing is no friend.</summary>
    [Fact]
    public void Friends_ShippedPackages_AreThoseThatUseInternals()
    {
        string[] shipped = BillOfMaterials.Shipped(Sources.Root);
        foreach (string owner in shipped)
        {
            string project = Sources.PathOf("src", owner, owner + ".csproj");
            string[] friends = [.. XDocument.Load(project).Descendants("InternalsVisibleTo").Select(friend => friend.Attribute("Include")!.Value)];
            string[] users = [.. shipped.Where(other => other != owner && InternalsUse.Of(AssemblyOf(other)).Contains($"[{owner}]", StringComparison.Ordinal))];
            Assert.Equal(users, friends.Intersect(shipped).Order(StringComparer.Ordinal));
        }
    }

    /// <summary>The twin of a package: these tests use an internal type that no list holds.</summary>
    [Fact]
    public void Of_AssemblyThatUsesAnInternalType_NamesTypeAndMember()
    {
        Assert.Empty(LockFile.HolderOf(Sources.PathOf("no such file")));
        string used = InternalsUse.Of(typeof(InternalsUseTests).Assembly.Location).ReplaceLineEndings("\n");
        Assert.Contains($"    {typeof(LockFile).FullName}\n        {nameof(LockFile.HolderOf)}\n", used, StringComparison.Ordinal);
        Assert.DoesNotContain($"{typeof(Neighbor).FullName}\n", used, StringComparison.Ordinal);
        foreach (object[] row in (IEnumerable<object[]>)Shipped)
        {
            string internals = InternalsUse.Of(AssemblyOf((string)row[0])).ReplaceLineEndings("\n");
            Assert.DoesNotContain($"{typeof(LockFile).FullName}\n        {nameof(LockFile.TryTake)}", internals, StringComparison.Ordinal);
        }
    }

    /// <summary>Built in the configuration of these tests.</summary>
    private static string AssemblyOf(string project)
    {
        string[] parts = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Split('/', '\\');
        return Sources.PathOf("src", project, "bin", parts[^2], parts[^1], project + ".dll");
    }
}
