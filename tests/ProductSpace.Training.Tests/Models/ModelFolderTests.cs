using System.Text;
using ProductSpace.Training.Models;
using ProductSpace.Training.Tables;

namespace ProductSpace.Training.Tests.Models;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Load_SavedModel_IsTheSame(bool next, bool metadata)
    {
        using EmbeddingModel model = Small(next, metadata);
        model.Save(_folder.File("m"));
        using EmbeddingModel read = EmbeddingModel.Load(_folder.File("m"));
        TestModels.RequireEqual(model, read);
        Assert.Equal(model.Content.Counts, read.Content.Counts);
        Assert.Equal(model.Provenance, read.Provenance);
        Assert.Equal(model.Content.Columns.Select(column => column.Name), read.Content.Columns.Select(column => column.Name));
        Assert.Equal(model.Content.Columns.SelectMany(column => column.Values), read.Content.Columns.SelectMany(column => column.Values));
        Assert.Equal(["m"], Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void Save_SameModelTwice_SameBytes()
    {
        using EmbeddingModel model = Small(next: true, metadata: true);
        using EmbeddingModel again = Small(next: true, metadata: true);
        model.Save(_folder.File("a"));
        again.Save(_folder.File("b"));
        again.Save(_folder.File("b"));
        string[] files = [.. Directory.GetFiles(_folder.File("a")).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(ModelManifest.KnownFiles.Where(file => file is not (ModelManifest.Table or ModelManifest.Catalog)).Order(StringComparer.Ordinal), files);
        Assert.All(files, file => Assert.Equal(Bytes("a", file), Bytes("b", file)));
    }

    [Fact]
    public void Save_SmallModel_TextsAreAsWritten()
    {
        using EmbeddingModel model = Small(next: false, metadata: false);
        model.Save(_folder.File("m"));
        Assert.Equal("boot\nsnow \"x\", 1\nÄ-3\n", Text("m", "ids.txt"));
        Assert.Equal("product_id,count,category\nboot,300,shoes\n\"snow \"\"x\"\", 1\",150,\nÄ-3,100,\"a,b\"\n", Text("m", "products.csv"));
        Snap.Match(Text("m", "model.json"), "ModelJson");
    }

    [Fact]
    public void Save_Npy_IsAsNumpyWrites()
    {
        using EmbeddingModel model = TestModels.Make(["a", "b"], 3, (row, column) => row + (column / 4f));
        model.Save(_folder.File("m"));
        byte[] bytes = Bytes("m", "vectors.npy");
        byte[] header = [0x93, .. Encoding.ASCII.GetBytes("NUMPY"), 1, 0, 118, 0, .. Encoding.ASCII.GetBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }".PadRight(117) + "\n")];
        Assert.Equal(128, header.Length);
        Assert.Equal([.. header, .. new[] { 0f, 0.25f, 0.5f, 1, 1.25f, 1.5f }.SelectMany(BitConverter.GetBytes)], bytes);
    }

    /// <summary>The table is one file more, the very one that it writes itself.</summary>
    [Fact]
    public void Save_WithATable_HasItBesideTheVectors()
    {
        using EmbeddingModel model = Small(next: true, metadata: false);
        model.Save(_folder.File("m"), Table());
        Table().Save(_folder.File("t.pst"));
        Assert.Equal(File.ReadAllBytes(_folder.File("t.pst")), Bytes("m", ModelManifest.Table));
        Assert.True(ModelFolder.Check(_folder.File("m"), CancellationToken.None).HasTable);
        using EmbeddingModel read = EmbeddingModel.Load(_folder.File("m"));
        read.Save(_folder.File("m"));
        Assert.False(ModelFolder.Check(_folder.File("m"), CancellationToken.None).HasTable);
    }

    /// <summary>The catalogue is a copy, whatever becomes of the file; reading a model does not read it.</summary>
    [Fact]
    public void Save_WithACatalog_HasACopyBesideTheVectors()
    {
        using EmbeddingModel model = Small(next: true, metadata: false);
        model.Save(_folder.File("m"), null, Catalog(), CancellationToken.None);
        File.WriteAllText(_folder.File("catalog.csv"), "changed");
        Assert.Equal("product_id,name\np-1,Boot\n", Encoding.UTF8.GetString(Bytes("m", ModelManifest.Catalog)));
        Assert.True(ModelFolder.Check(_folder.File("m"), CancellationToken.None).HasCatalog);
        using EmbeddingModel read = EmbeddingModel.Load(_folder.File("m"));
        read.Save(_folder.File("m"));
        Assert.False(ModelFolder.Check(_folder.File("m"), CancellationToken.None).HasCatalog);
        Assert.False(File.Exists(Path.Combine(_folder.File("m"), ModelManifest.Catalog)));
    }

    [Fact]
    public void Load_AnyByteOfAFileChanged_Refused()
    {
        using EmbeddingModel model = Small(next: true, metadata: true);
        model.Save(_folder.File("m"), Table(), Catalog(), CancellationToken.None);
        foreach (string file in ModelManifest.KnownFiles.Where(file => file != ModelManifest.FileName))
        {
            byte[] sound = Bytes("m", file);
            byte[] bad = [.. sound];
            bad[^1] ^= 1;
            File.WriteAllBytes(Path.Combine(_folder.File("m"), file), bad);
            Assert.Contains($"{file}: has another checksum", Refused("m"), StringComparison.Ordinal);
            File.Delete(Path.Combine(_folder.File("m"), file));
            Assert.Contains("is missing", Refused("m"), StringComparison.Ordinal);
            File.WriteAllBytes(Path.Combine(_folder.File("m"), file), sound);
        }

        EmbeddingModel.Load(_folder.File("m")).Dispose();
    }

    [Fact]
    public void Load_DescriptionWithoutStartedFrom_WasStartedAtRandom()
    {
        using EmbeddingModel model = Small(next: false, metadata: false);
        model.Save(_folder.File("m"));
        string path = Path.Combine(_folder.File("m"), ModelManifest.FileName);
        string text = File.ReadAllText(path);
        string line = "  \"startedFrom\": \"ffeeddccbbaa99887766554433221100\",\n";
        Assert.Contains(line, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(line, string.Empty, StringComparison.Ordinal));
        using EmbeddingModel read = EmbeddingModel.Load(_folder.File("m"));
        Assert.Equal(model.Provenance with { StartedFrom = string.Empty }, read.Provenance);
    }

    /// <summary>The checksums are no protection against somebody who writes them anew.</summary>
    [Theory]
    [InlineData("ids.txt", 1000)]
    [InlineData("products.csv", 1000)]
    [InlineData("metadata.txt", 1000)]
    [InlineData("next-vectors.npy", 128)]
    public void Load_FlippedWithItsChecksum_NeverAnotherException(string name, int most)
    {
        using EmbeddingModel model = Small(next: true, metadata: true);
        model.Save(_folder.File("m"));
        string path = Path.Combine(_folder.File("m"), name), manifest = Path.Combine(_folder.File("m"), ModelManifest.FileName);
        byte[] sound = File.ReadAllBytes(path);
        string description = File.ReadAllText(manifest);
        string hash = HashedFile.HashOf(path, default);
        for (int bit = 0; bit < Math.Min(sound.Length, most) * 8; bit += Campaign.Stride(7))
        {
            byte[] bad = [.. sound];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(path, bad);
            File.WriteAllText(manifest, description.Replace(hash, HashedFile.HashOf(path, default), StringComparison.Ordinal));
            try
            {
                EmbeddingModel.Load(_folder.File("m")).Dispose();
            }
            catch (Exception refusal) when (refusal is TrainingInputException or EmbeddingFormatException)
            {
                Assert.DoesNotContain('\n', refusal.Message);
            }
        }
    }

    [Fact]
    public void Load_DescriptionCutOrFlipped_NeverAnotherException()
    {
        using EmbeddingModel model = Small(next: false, metadata: false);
        model.Save(_folder.File("m"));
        string path = Path.Combine(_folder.File("m"), ModelManifest.FileName);
        byte[] sound = File.ReadAllBytes(path);
        for (int at = 0; at < sound.Length - 1; at += Campaign.Stride(3))
        {
            File.WriteAllBytes(path, sound[..at]);
            Refused("m");

            byte[] bad = [.. sound];
            bad[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(path, bad);
            try
            {
                EmbeddingModel.Load(_folder.File("m")).Dispose();
            }
            catch (TrainingInputException refusal)
            {
                Assert.DoesNotContain('\n', refusal.Message);
            }
        }
    }

    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("carriage\rreturn")]
    [InlineData("")]
    public void Save_IdThatALineCannotHold_RefusedWithNothingLeft(string id)
    {
        using EmbeddingModel model = TestModels.Make(["a", id], 2, (_, _) => 1);
        TrainingInputException refusal = Assert.Throws<TrainingInputException>(() => model.Save(_folder.File("m")));
        Assert.Contains("(number 2)", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void Save_OverAModel_ReplacesIt()
    {
        using EmbeddingModel first = TestModels.Random(9, 4, 1);
        using EmbeddingModel second = TestModels.Random(5, 3, 2, next: false);
        first.Save(_folder.File("m"));
        second.Save(_folder.File("m"));
        using EmbeddingModel read = EmbeddingModel.Load(_folder.File("m"));
        TestModels.RequireEqual(second, read);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void Save_OverAnythingElse_RefusedAndUntouched()
    {
        using EmbeddingModel model = TestModels.Random(3, 2, 1);
        Directory.CreateDirectory(_folder.File("other"));
        File.WriteAllText(Path.Combine(_folder.File("other"), "keep.txt"), "mine");
        File.WriteAllText(_folder.File("file"), "mine");
        model.Save(_folder.File("m"));
        File.WriteAllText(Path.Combine(_folder.File("m"), "notes.txt"), "mine");
        foreach ((string name, string words) in new[] { ("other", "no model"), ("file", "is a file"), ("m", "notes.txt"), ("none/m", "no such directory") })
        {
            TrainingInputException refusal = Assert.Throws<TrainingInputException>(() => model.Save(_folder.File(name)));
            Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal("mine", Text("other", "keep.txt"));
        Assert.Equal("mine", Text("m", "notes.txt"));
        Assert.Equal(3, Directory.GetFileSystemEntries(_folder.Root).Length);
    }

    [Fact]
    public void Save_IntoAnEmptyFolderOrThroughALink_Works()
    {
        using EmbeddingModel model = TestModels.Random(3, 2, 1);
        Directory.CreateDirectory(_folder.File("empty"));
        model.Save(_folder.File("empty"));
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File("empty"));
        model.Save(_folder.File("link"));
        Assert.NotNull(new DirectoryInfo(_folder.File("link")).LinkTarget);
        EmbeddingModel.Load(_folder.File("link")).Dispose();
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder.Root).Length);
    }

    [Fact]
    public void Save_Cancelled_KeepsTheOldModel()
    {
        using EmbeddingModel first = TestModels.Random(9, 4, 1);
        first.Save(_folder.File("m"));
        using CancellationTokenSource source = new();
        // Cancelled from within the last file before model.json: the names of columns are asked for late.
        using EmbeddingModel second = TestModels.Make(["a"], 2, (_, _) => 1, columns: new CancellingColumns(source));
        Assert.ThrowsAny<OperationCanceledException>(() => second.Save(_folder.File("m"), source.Token));
        using EmbeddingModel read = EmbeddingModel.Load(_folder.File("m"));
        TestModels.RequireEqual(first, read);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void Load_ReplacementInterrupted_SaysWhereTheModelIs()
    {
        using EmbeddingModel model = TestModels.Random(3, 2, 1);
        model.Save(_folder.File("m"));
        Directory.Move(_folder.File("m"), _folder.File(".m.old-1-abc"));
        Assert.Contains(".m.old-1-abc", Refused("m"), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_EveryOneButThreads_StandsInTheFile()
    {
        Prod2VecOptions options = new()
        {
            Dimension = 7, Epochs = 3, Window = 4, WindowMode = WindowMode.Future, Negatives = 6, NegativeDraws = 3, NegativeExponent = -0.5, CategoryNegatives = 2,
            SubsamplingThreshold = 0.001, LearningRate = 0.04, MinLearningRate = 0.002, Schedule = LearningRateSchedule.Constant, PurchaseContext = false,
            MetadataWeight = 0.3, RecommendedShare = 0.1, Seed = ulong.MaxValue, Buckets = 4, Threads = 3,
        };
        Prod2VecOptions none = new();
        foreach (System.Reflection.PropertyInfo property in typeof(Prod2VecOptions).GetProperties())
        {
            Assert.True(!Equals(property.GetValue(options), property.GetValue(none)), $"{property.Name} must differ from its default here");
        }

        System.Buffers.ArrayBufferWriter<byte> buffer = new();
        using (System.Text.Json.Utf8JsonWriter json = new(buffer))
        {
            OptionsJson.Write(json, options);
        }

        using System.Text.Json.JsonDocument read = System.Text.Json.JsonDocument.Parse(buffer.WrittenMemory);
        Assert.Equal(options with { Threads = 0 }, OptionsJson.Read(read.RootElement));
    }

    private static EmbeddingModel Small(bool next, bool metadata) => TestModels.Make(
        ["boot", "snow \"x\", 1", "Ä-3"],
        5,
        (row, column) => (row - 1.3f) / (column + 1),
        next ? (row, column) => (row * 0.7f) - column : null,
        metadata ? ["category=shoes/boots", "brand=acme & co"] : null,
        [new ProductColumn("category", ["shoes", string.Empty, "a,b"])]);

    private byte[] Bytes(string model, string file) => File.ReadAllBytes(Path.Combine(_folder.File(model), file));

    private string Text(string model, string file) => File.ReadAllText(Path.Combine(_folder.File(model), file));

    private string Refused(string model) => Assert.Throws<TrainingInputException>(() => EmbeddingModel.Load(_folder.File(model)).Dispose()).Message;

    private sealed class CancellingColumns(CancellationTokenSource source) : IReadOnlyList<ProductColumn>
    {
        public int Count => 0;

        public ProductColumn this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<ProductColumn> GetEnumerator()
        {
            source.Cancel();
            return Enumerable.Empty<ProductColumn>().GetEnumerator();
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private string Catalog()
    {
        File.WriteAllText(_folder.File("catalog.csv"), "product_id,name\np-1,Boot\n");
        return _folder.File("catalog.csv");
    }

    private static LearnedTable Table()
    {
        SessionSet sessions = SessionSet.From(3, [[0, 1, 2], [1, 2], [0, 2]]);
        ItemTable table = new SequentialRules { Repeats = false }.Learn(sessions, new ItemTableOptions { MinSessions = 1 });
        return new LearnedTable("after", ["a", "b", "c"], table, ProductPopularity.Of(sessions, 0), "test");
    }
}
