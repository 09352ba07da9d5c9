using System.Globalization;
using Xunit.Abstractions;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>
/// The real calls of a publication fail in the kernel's answer, one after the other, with the errors that matter: the folder
/// has the old generation or the new one, whole, and the next publication goes on. The suite lets the first call of each kind
/// fail; with PRODUCTSPACE_SYSCALLS=all every call does.
/// </summary>
public sealed class SystemCallTests(SmallShops shops, ITestOutputHelper output) : IClassFixture<SmallShops>
{
    private const int MostCalls = 60;

    [SkippableTheory]
    [InlineData("pwrite64", "ENOSPC")]
    [InlineData("pwrite64", "EDQUOT")]
    [InlineData("pwrite64", "EIO")]
    [InlineData("pwrite64", "EFBIG")]
    [InlineData("fchmod,fchmodat,chmod", "EPERM")]
    [InlineData("fchmod,fchmodat,chmod", "EROFS")]
    [InlineData("fsync", "ENOSPC")]
    [InlineData("fsync", "EDQUOT")]
    [InlineData("rename,renameat,renameat2", "EXDEV")]
    [InlineData("rename,renameat,renameat2", "EACCES")]
    [InlineData("rename,renameat,renameat2", "ENOSPC")]
    [InlineData("rename,renameat,renameat2", "EROFS")]
    [InlineData("unlink,unlinkat", "EBUSY")]
    [InlineData("openat /CURRENT", "EMFILE")]
    [InlineData("openat /CURRENT", "EACCES")]
    [InlineData("openat /publish.lock", "ENFILE")]
    [InlineData("openat /publish.lock", "EROFS")]
    [InlineData("openat /", "EACCES")]
    [InlineData("openat /", "ENOMEM")]
    [InlineData("mmap SOURCE", "ENOMEM")]
    [InlineData("fstat SOURCE", "EIO")]
    public void Publish_CallFailsInTheKernel_LeavesAWholeGeneration(string call, string error)
    {
        Skip.IfNot(KilledPublisherTests.HasTracer(), "needs strace on Linux, and the right to trace");
        bool all = Environment.GetEnvironmentVariable("PRODUCTSPACE_SYSCALLS") == "all";
        bool hit = true;
        int refused = 0;
        int number = 0;
        while (hit && number < (all ? MostCalls : 1))
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
