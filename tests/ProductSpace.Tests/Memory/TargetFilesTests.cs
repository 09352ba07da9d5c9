using System.Diagnostics;
using System.Net.Sockets;
using ProductSpace.Memory;

namespace ProductSpace.Tests.Memory;

/// <summary>Only a file or nothing may stand where a file is written; which file it is says its identity, not its name.</summary>
public sealed class TargetFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Build_PipeInPlaceOfTheTarget_RefusedAndStays()
    {
        string pipe = Pipe("shop.psx");
        float[] vectors = [1, 2, 3, 4];
        ProductIndexBuilder builder = new ProductIndexBuilder(new BuildOptions { M = 4, Threads = 1 }).UseVectors(vectors, 2).UseIds(["a", "b"]);
        string message = Assert.Throws<IOException>(() => builder.Build(pipe)).Message;
        Assert.Equal($"{pipe}: is a pipe, which a file would replace; name a file", message);
        Assert.Equal(FileKind.Pipe, LibC.StatusOf(pipe)?.Kind);
        Assert.Equal([pipe], Directory.GetFileSystemEntries(_folder.Root));
    }

    [SkippableFact]
    public void RequireRegular_LinkToAPipe_Refused()
    {
        string pipe = Pipe("pipe");
        File.CreateSymbolicLink(_folder.File("link"), pipe);
        Assert.Contains("is a pipe", Assert.Throws<IOException>(() => TargetFiles.RequireRegular(_folder.File("link"))).Message, StringComparison.Ordinal);
    }

    /// <summary>Such a link is what /dev/stdout is.</summary>
    [SkippableFact]
    public void RequireRegular_LinkToAnOpenFileOfAProcess_Refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only there");
        File.CreateSymbolicLink(_folder.File("link"), "/proc/self/status");
        Assert.Contains("an open file of a process", Assert.Throws<IOException>(() => TargetFiles.RequireRegular(_folder.File("link"))).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void RequireRegular_Socket_Refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only there");
        string path = _folder.File("s");
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        Assert.Contains("is a socket", Assert.Throws<IOException>(() => TargetFiles.RequireRegular(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RequireRegular_DirectoryRefused_FileAndNothingAccepted()
    {
        Assert.Contains("is a directory", Assert.Throws<IOException>(() => TargetFiles.RequireRegular(_folder.Root)).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("file"), "x");
        TargetFiles.RequireRegular(_folder.File("file"));
        TargetFiles.RequireRegular(_folder.File("nothing"));
        TargetFiles.RequireRegular(_folder.File("no/folder"));
    }

    [SkippableFact]
    public void RequireRegular_LinkToAFileOrToNothing_Accepted()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        File.WriteAllText(_folder.File("file"), "x");
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("file"));
        File.CreateSymbolicLink(_folder.File("nowhere"), _folder.File("nothing"));
        TargetFiles.RequireRegular(_folder.File("link"));
        TargetFiles.RequireRegular(_folder.File("nowhere"));
    }

    /// <summary>A file that is opened and written into, such as a lock or a part that was fetched.</summary>
    [SkippableFact]
    public void OpenPartial_Pipe_Refused()
    {
        string pipe = Pipe("part");
        Assert.Contains("is a pipe", Assert.Throws<IOException>(() => SystemFiles.Instance.OpenPartial(pipe)).Message, StringComparison.Ordinal);
        Assert.Contains("is a pipe", Assert.Throws<IOException>(() => SystemFiles.Instance.TryLock(pipe, "me")).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void AreSame_LinksAndSpellings_AreSeen()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        string file = _folder.File("file");
        File.WriteAllText(file, "x");
        File.WriteAllText(_folder.File("other"), "x");
        Directory.CreateDirectory(_folder.File("folder"));
        File.CreateSymbolicLink(_folder.File("soft"), file);
        Directory.CreateSymbolicLink(_folder.File("way"), _folder.Root);
        Run("ln", file, _folder.File("hard"));
        string[] names = ["file", "./file", "folder/../file", "soft", "way/file", .. OperatingSystem.IsLinux() ? ["hard"] : Array.Empty<string>()];
        Assert.All(names, name => Assert.True(TargetFiles.AreSame(file, _folder.File(name)), name));
        Assert.All(["other", "nothing", "folder"], name => Assert.False(TargetFiles.AreSame(file, _folder.File(name)), name));
        Assert.False(TargetFiles.AreSame(_folder.File("nothing"), _folder.File("nothing")));
    }

    [SkippableFact]
    public void IsInside_ThroughLinks_IsSeen()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        Directory.CreateDirectory(_folder.File("model/deep"));
        File.WriteAllText(_folder.File("model/deep/file"), "x");
        Directory.CreateSymbolicLink(_folder.File("way"), _folder.File("model"));
        Assert.True(TargetFiles.IsInside(_folder.File("model/deep/file"), _folder.File("model")));
        Assert.True(TargetFiles.IsInside(_folder.File("way/deep/file"), _folder.File("model")));
        Assert.True(TargetFiles.IsInside(_folder.File("model/deep/file"), _folder.File("way")));
        Assert.False(TargetFiles.IsInside(_folder.File("file"), _folder.File("model")));
        Assert.False(TargetFiles.IsInside(_folder.File("model/deep/file"), _folder.File("nothing")));
    }

    private static void Run(string program, params string[] args)
    {
        using Process process = Process.Start(program, args);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private string Pipe(string name)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "pipes have names there");
        Run("mkfifo", _folder.File(name));
        return _folder.File(name);
    }
}
