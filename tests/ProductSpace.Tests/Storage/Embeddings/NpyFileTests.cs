using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Tests.Storage.Embeddings;

public class NpyFileTests
{
    private static readonly byte[] s_sixFloats = [.. Enumerable.Range(1, 6).SelectMany(i => BitConverter.GetBytes((float)i))];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Open_Versions_Read(byte major)
    {
        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open([.. Forms.NpyHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }", major), .. s_sixFloats]);
        Assert.Equal([5, 6], file.Row(2));
        Assert.StartsWith("row 2 (byte ", file.Locate(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }")]
    [InlineData("{\"shape\":(6L,),\"fortran_order\":False,\"descr\":\"<f4\"}")]
    public void Open_OneAxis_IsOneRow(string header)
    {
        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open([.. Forms.NpyHeader(header), .. s_sixFloats]);
        Assert.Equal(1, file.Count);
        Assert.Equal([1, 2, 3, 4, 5, 6], file.Row(0));
    }

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (3, 2), }", "big-endian")]
    [InlineData("{'descr': '<i4', 'fortran_order': False, 'shape': (3, 2), }", "'<i4'")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (3, 2), }", "'|O'")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3, 2), }", "records")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (3, 2), }", "Fortran order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", "0 axes")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3, 2), }", "3 axes")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 2), }", "cut short")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", "declares 2 rows")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 2), }", "no rows")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 0), }", "0 numbers per row")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 2), }", "rows, 2147483647 are possible")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 65535), }", "cut short")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 2), }", "shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-3, 2), }", "shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "are needed")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }", "repeated")]
    [InlineData("{'descr': '<f4', 'fortran_order': maybe, 'shape': (3, 2), }", "neither True nor False")]
    [InlineData("__import__('os')", "'{' is missing")]
    public void Open_OtherHeaders_RefusedByName(string header, string words)
    {
        using EmbeddingFolder folder = new();
        folder.Refuse([.. Forms.NpyHeader(header), .. s_sixFloats], words);
    }

    [Fact]
    public void Open_HeaderLongerThanFile_Refused()
    {
        using EmbeddingFolder folder = new();
        folder.Refuse([0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. "{'descr"u8], "header of 4294967295 bytes");
        folder.Refuse([0x93, .. "NUMPY"u8, 4, 0, 0, 0, 0, 0], "version 4");
        folder.Refuse([0x93, .. "NUMPY"u8], "cut short");
    }
}
