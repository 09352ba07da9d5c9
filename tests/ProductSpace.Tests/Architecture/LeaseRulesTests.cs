using System.Runtime.CompilerServices;

namespace ProductSpace.Tests.Architecture;

/// <summary>
/// Whatever fails between entering an index and the block that leaves it, such as the load of an assembly in a process
/// without free file descriptors, leaves the index entered, and closing it waits for ever.
/// </summary>
public class LeaseRulesTests
{
    [Fact]
    public void Enter_EveryUse_IsDirectlyFollowedByTry()
    {
        int uses = 0;
        List<string> astray = [];
        foreach (string file in Directory.EnumerateFiles(Source(), "*.cs", SearchOption.AllDirectories))
        {
            if (file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            {
                continue;
            }

            string[] lines = Array.ConvertAll(File.ReadAllLines(file), line => line.Trim());
            for (int i = 0; i < lines.Length - 1; i++)
            {
                if (!IsEnter(lines[i]))
                {
                    continue;
                }

                uses++;
                if (lines.Skip(i + 1).First(line => line.Length > 0) != "try")
                {
                    astray.Add($"{Path.GetFileName(file)}:{i + 1}");
                }
            }
        }

        Assert.Empty(astray);
        Assert.InRange(uses, 10, 1000);
    }

    [Theory]
    [InlineData("Enter();", true)]
    [InlineData("index.Enter();", true)]
    [InlineData("return Enter();", false)]
    [InlineData("internal void Enter()", false)]
    public void IsEnter_Line_TellsTheStatement(string line, bool expected) => Assert.Equal(expected, IsEnter(line));

    private static bool IsEnter(string line) =>
        line.EndsWith("Enter();", StringComparison.Ordinal) && !line.Contains(' ', StringComparison.Ordinal);

    private static string Source([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src"));
}
