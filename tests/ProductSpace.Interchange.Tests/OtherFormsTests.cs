using System.IO.Compression;
using ProductSpace.Tests.Storage.Embeddings;
using PureHDF;
using PureHDF.Filters;

namespace ProductSpace.Interchange.Tests;

/// <summary>What is refused in the forms with a signature or a length, and how it is said.</summary>
public sealed class OtherFormsTests : IDisposable
{
    private static readonly float[][] s_rows = [[1, 2], [3, 4], [5, 6]];
    private static readonly string[] s_ids = ["a", "b", "c"];

    private readonly VectorFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_EveryFormCut_IsRefusedOrTakenByNoForm()
    {
        foreach (Form form in OtherForms.Exact.Where(form => !form.Name.Contains("csv", StringComparison.Ordinal) && !form.Name.Contains("json", StringComparison.Ordinal) && !form.Name.Contains("tsv", StringComparison.Ordinal)))
        {
            byte[] whole = form.Write(s_rows, s_ids);
            for (int length = 9; length < whole.Length; length += 1 + (whole.Length / 97))
            {
                try
                {
                    using EmbeddingReadResult read = new(VectorFolder.InMemory(whole[..length]));
                    Assert.True(read.File is null, $"{form.Name}: {length} of {whole.Length} bytes were read as {read.File?.Format}");
                }
                catch (EmbeddingFormatException refusal)
                {
                    Assert.StartsWith("v.dat: ", refusal.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void Open_Fbin_CutOrOfBytes_IsSaidInNumbers()
    {
        byte[] fbin = OtherForms.Fbin(s_rows);
        _folder.Refuse(fbin[..^5], "declares 3 rows of 2 numbers, 32 bytes in all, and has 27: cut short at row 2", name: "v.fbin");
        _folder.Refuse(OtherForms.Bytes(s_rows), "holds 3 rows of 2 bytes (.u8bin or .i8bin)");
        using VectorFile file = _folder.Open(fbin);
        Assert.Equal(":1,2 :3,4 :5,6", VectorFolder.Text(file));
        Assert.Equal("fbin", file.Form);
    }

    [Fact]
    public void Open_BvecsWithAnotherRowLater_IsRefusedWhenRead()
    {
        byte[] bytes = OtherForms.Bvecs([[1, 2], [3, 4], [5, 6], [7, 8]]);
        bytes[12] = 3;
        using VectorFile file = _folder.Open(bytes);
        EmbeddingFormatException refusal = Assert.Throws<EmbeddingFormatException>(() => file.ReadRow(2, new float[2]));
        Assert.Contains("row 2 (byte 12) declares 3 numbers, but the first row 2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ZipWithoutArrays_IsRefused()
    {
        _folder.Refuse(Zip(("products.csv", "a,b\n"u8.ToArray())), "is a zip archive without an .npy array");
        _folder.Refuse(Zip(("a.npy", Forms.Npy("<f4", s_rows)), ("b.npy", Forms.Npy("<f4", s_rows))), "several columns of matrices of numbers: 'a', 'b'");
        _folder.Refuse(Zip(("x.npy", Forms.Npy("<f4", s_rows)[..^3])), "array 'x' is cut short at row 2");
        _folder.Refuse(Zip(("x.npy", [.. Forms.Npy("<f4", s_rows), 0])), "has more bytes than its 3 rows");
        _folder.Refuse(Zip(("x.npy", "no array at all"u8.ToArray())), "is damaged zip or .npz");
        byte[] fortran = [.. Forms.NpyHeader("{'descr': '<f4', 'fortran_order': True, 'shape': (3, 2), }"), .. new byte[24]];
        _folder.Refuse(Zip(("x.npy", fortran)), "is stored in Fortran order");
        using VectorFile file = _folder.Open(Zip(("a.npy", Forms.Npy("<f8", s_rows)), ("b.npy", Forms.Npy("<f4", s_rows))), new VectorFileOptions { VectorColumn = "a" });
        Assert.Equal(":1,2 :3,4 :5,6", VectorFolder.Text(file));
    }

    /// <summary>Sixteen kilobytes that unpack to sixteen megabytes, each byte a row: refused before the disk is full.</summary>
    [Fact]
    public void Open_ZipBomb_IsRefused()
    {
        byte[] zeros = [.. Forms.NpyHeader("{'descr': '|u1', 'fortran_order': False, 'shape': (4194304, 1), }"), .. new byte[4 << 20]];
        _folder.Refuse(Zip(("x.npy", zeros)), "unpacks to more than 4,096 times the bytes of the file");
        byte[] absurd = Forms.NpyHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (9000000000, 2), }");
        _folder.Refuse(Zip(("x.npy", absurd)), "declares 9000000000 rows");
        byte[] wide = Forms.NpyHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 9000000000), }");
        _folder.Refuse(Zip(("x.npy", wide)), "declares 9000000000 numbers per row");
    }

    [Fact]
    public void Open_Hdf5_ChoosesTrainAndRefusesTheRest()
    {
        byte[] bytes = OtherForms.Hdf5(s_rows, s_ids);
        using (VectorFile file = _folder.Open(bytes))
        {
            Assert.Equal("a:1,2 b:3,4 c:5,6", VectorFolder.Text(file));
            Assert.Equal("hdf5, dataset train, ids in ids", file.Form);
        }

        _folder.Refuse(bytes, "has 3 ids in 'ids', but 1 rows in 'neighbors'", new VectorFileOptions { VectorColumn = "neighbors" });
        _folder.Refuse(bytes, "no column 'sku' that can hold ids; it has: 'ids'", new VectorFileOptions { IdColumn = "sku" });
        _folder.Refuse(bytes[..(bytes.Length / 2)], "is damaged HDF5");
    }

    [Fact]
    public void Open_Hdf5OfPackedZeros_IsRefusedByItsSize()
    {
        H5File file = new()
        {
            ["train"] = new H5Dataset(new byte[4 << 20, 1], chunks: [1 << 16, 1], datasetCreation: new(Filters: [DeflateFilter.Id])),
        };
        using MemoryStream target = new();
        file.Write(target);
        _folder.Refuse(target.ToArray(), "unpacks to more than 4,096 times the bytes of the file");
    }

    [Fact]
    public void Open_ArrowBatchBeyondTheFile_IsRefused()
    {
        byte[] whole = OtherForms.Arrow(s_rows, s_ids, isFile: false, null);
        _folder.Refuse(whole[..^60], "are left: cut short");
        _folder.Refuse(whole[..^8], "has no end mark after its last record batch");
        byte[] longer = [.. whole];
        longer[4] = longer[6] = 0xFF;
        _folder.Refuse(longer, "declares a message of");
        _folder.Refuse(OtherForms.Arrow(s_rows, s_ids, isFile: true, null)[..^1], "begins as an Arrow file, but has no end mark: cut short");
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using MemoryStream target = new();
        using (ZipArchive archive = new(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in files)
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                entry.Write(content);
            }
        }

        return target.ToArray();
    }

    private sealed record EmbeddingReadResult(ProductSpace.Storage.Embeddings.EmbeddingFile? File) : IDisposable
    {
        public void Dispose() => File?.Dispose();
    }
}
