using System.Globalization;
using Xunit.Abstractions;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>
/// The real calls of a publication fail in the kernel's answer, one after the other, with the errors that matter: the folder
/// has the old generation or the new one, whole, and the next publication goes on. The suite lets the first call of each kind
/// fail; a long campaign every call, with more errors; see <see cref="Campaign"/>.
/// </summary>
public sealed class SystemCallTests(SmallShops shops, ITestOutputHelper output) : IClassFixture<SmallShops>
{
    private const int MostCalls = 60;

    /// <summary>Every call, by the errors that the runtime maps to different exceptions.</summary>
    private static readonly (string Call, string Error)[] s_calls =
    [
        ("pwrite64", "ENOSPC"),
        ("pwrite64", "EIO"),
        ("fchmod,fchmodat,chmod", "EPERM"),
        ("fsync", "EDQUOT"),
        ("rename,renameat,renameat2", "EXDEV"),
        ("rename,renameat,renameat2", "EACCES"),
        ("unlink,unlinkat", "EBUSY"),
        ("openat /CURRENT", "EACCES"),
        ("openat /publish.lock", "EROFS"),
        ("openat /", "ENOMEM"),
        ("mmap SOURCE", "ENOMEM"),
        ("fstat SOURCE", "EIO"),
    ];

    /// <summary>Further errors, for a long campaign.</summary>
    private static readonly (string Call, string Error)[] s_furtherCalls =
    [
        ("pwrite64", "EDQUOT"),
        ("pwrite64", "EFBIG"),
        ("fchmod,fchmodat,chmod", "EROFS"),
        ("fsync", "ENOSPC"),
        ("rename,renameat,renameat2", "ENOSPC"),
        ("rename,renameat,renameat2", "EROFS"),
        ("openat /CURRENT", "EMFILE"),
        ("openat /publish.lock", "ENFILE"),
        ("openat /", "EACCES"),
    ];

    public static TheoryData<string, string> Calls()
    {
        TheoryData<string, string> calls = [];
        foreach ((string call, string error) in Campaign.IsLong ? [.. s_calls, .. s_furtherCalls] : s_calls)
        {
            calls.Add(call, error);
        }

        return calls;
    }

    [SkippableTheory]
    [MemberData(nameof(Calls))]
    public void Publish_CallFailsInTheKernel_LeavesAWholeGeneration(string call, string error)
    {
        Skip.IfNot(KilledPublisherTests.HasTracer(), "needs strace on Linux, and the right to trace");
        bool hit = true;
        int refused = 0;
        int number = 0;
        while (hit && number < (Campaign.IsLong ? MostCalls : 1))
        {
            number++;
            using TemporaryFolder folder = new();
            using TemporaryFolder log = new();
            GenerationFolder generations = new(folder.Root);
            generations.Publish(shops[0]);
            string trace = log.File("trace");
            string[] words = call.Split(' ');
            string[] only = words.Length == 1 ? [] : ["-P", words[1] == "SOURCE" ? shops[1] : words[1] == "/" ? folder.Root : folder.Root + words[1]];
            (int code, string text) = ChildHost.Run(["strace", "-f", "-qq", "-o", trace, .. only, "-e", $"trace={words[0]}", "-e", $"inject={words[0]}:error={error}:when={number}"], "publish-once", folder.Root, shops[1]);
            hit = File.ReadAllText(trace).Contains("INJECTED", StringComparison.Ordinal);
            refused += code;
            Assert.True(code is 0 or 1, $"call {number}: exit {code}, {text}");
            Generation current = generations.FindCurrent()!;
            using (ProductIndex index = ProductIndex.Open(current.Path, OpenMode.Verify))
            {
                int word = SmallShops.WordOf(index);
                Assert.True(code == 0 ? word == 1 : word is 0 or 1, $"call {number}: exit {code}, shop {word}");
            }

            Assert.Equal(current.Number + 1, generations.Publish(shops[2]).Number);
            Assert.DoesNotContain(Directory.GetFiles(folder.Root), path => Path.GetFileName(path).StartsWith('.'));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{call} {error}: {number} calls, {refused} refused"));
        Assert.True(number > 1 || hit || IsGroup(call), "no call was reached");

        // Which call of a group the runtime uses is its own affair.
        static bool IsGroup(string call) => call.Contains(',', StringComparison.Ordinal);
    }
}
