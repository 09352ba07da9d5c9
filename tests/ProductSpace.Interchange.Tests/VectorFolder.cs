using System.Text;
using ProductSpace.Interchange.Rows;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.Tests;

/// <summary>Files of a test, and what reading them gives.</summary>
internal sealed class VectorFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HashSet<string> _written = [];

    public string Root => _folder.Root;

    public string File(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();

    /// <summary>Opens a file of these bytes.</summary>
    public VectorFile Open(byte[] bytes, VectorFileOptions? options = null, string name = "vectors.dat")
    {
        _written.Add(name);
        System.IO.File.WriteAllBytes(File(name), bytes);
        return VectorFile.Open(File(name), options);
    }

    public VectorFile Open(string text, VectorFileOptions? options = null, string name = "vectors.dat") =>
        Open(Encoding.UTF8.GetBytes(text), options, name);

    /// <summary>Requires a refusal of one line that names the file, says what and where, and what to do.</summary>
    public void Refuse(byte[] bytes, string words, VectorFileOptions? options = null, string name = "vectors.dat")
    {
        EmbeddingFormatException refusal = Assert.Throws<EmbeddingFormatException>(() => Open(bytes, options, name).Dispose());
        Assert.StartsWith(File(name), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.False(refusal.Message.AsSpan().ContainsAnyInRange('\0', '\x1F'), refusal.Message);
        Assert.Contains("; ", refusal.Message, StringComparison.Ordinal);

        // Nothing that was unpacked stays.
        Assert.All(Directory.GetFileSystemEntries(Root), entry => Assert.Contains(Path.GetFileName(entry), _written));
    }

    public void Refuse(string text, string words, VectorFileOptions? options = null, string name = "vectors.dat") =>
        Refuse(Encoding.UTF8.GetBytes(text), words, options, name);

    /// <summary>Ids and numbers of all rows as one text: "a:1,2 b:3,4".</summary>
    public static string Text(VectorFile file)
    {
        float[] row = new float[file.Dimension];
        List<string> rows = [];
        for (int i = 0; i < file.Count; i++)
        {
            file.ReadRow(i, row);
            rows.Add($"{file.GetId(i)}:{string.Join(',', row.Select(number => FormattableString.Invariant($"{number}")))}");
        }

        return string.Join(' ', rows);
    }

    /// <summary>Reads in memory, for forms of this project.</summary>
    public static EmbeddingFile? InMemory(byte[] bytes) =>
        Opening.VectorForms.OpenInMemory(bytes, "v.dat", new EmbeddingReadOptions { UnpackInMemory = true }, default(ColumnChoice));
}
